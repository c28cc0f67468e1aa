import { defineRouteConfig } from "@medusajs/admin-sdk"
import { AttentionList } from "../../../attention/attention-list"
import { AttentionCrumb } from "../../../attention/attention-crumb"

export default AttentionList

export const handle = { breadcrumb: () => <AttentionCrumb /> }

export const config = defineRouteConfig({
  label: "attention.title",
  translationNs: "sagepay",
})
