import { defineRouteConfig } from "@medusajs/admin-sdk"
import { SettingsCrumb } from "../../../settings/settings-crumb"
import { SettingsPage } from "../../../settings/settings-page"

export default SettingsPage

export const handle = { breadcrumb: () => <SettingsCrumb /> }

export const config = defineRouteConfig({ label: "common.name", translationNs: "sagepay" })
