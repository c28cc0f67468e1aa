/** What is configured, as staff may see it: named one by one, so that a new option shows only when somebody adds it. */
import { baseUrlOf } from "../../../gateway/hosts"
import { shownAddress } from "../../../modules/sagepay/addresses"
import { nameOf, type Installation } from "../../../modules/sagepay/installation"
import { accountOf, type SagepayOptions } from "../../../modules/sagepay/options"
import { NOTIFICATION_PATH } from "../../../modules/sagepay/registration"

/** Never a key, a password, or the name of the reporting user. */
export function settingsView(options: SagepayOptions, installations: readonly Installation[]) {
  const { storefront, staff, direct_refund } = options
  return {
    accounts: installations.map((installation) => accountView(options, installation)),
    backend_url: shownAddress(options.backend_url),
    notification_url: shownAddress(options.backend_url) + NOTIFICATION_PATH,
    // The first one seals. Names only.
    encryption_key_ids: options.encryption_keys.map(({ id }) => id),
    storefront: {
      success_url: storefront.success_url,
      failure_url: storefront.failure_url,
      allowed_origins: storefront.allowed_origins,
    },
    options: {
      transaction_type: options.transaction_type,
      void_unsettled: options.void_unsettled,
      allow_repeats: options.allow_repeats,
      send_basket: options.send_basket,
      profile: options.profile,
      apply_avs_cv2: options.apply_avs_cv2 ?? null,
      apply_3d_secure: options.apply_3d_secure ?? null,
      description: options.description,
      vendor_tx_code_prefix: options.vendor_tx_code_prefix,
      auto_capture: options.auto_capture,
      deferred_split: options.deferred_split,
      cancelled_fulfilment: options.cancelled_fulfilment,
      hold_warning_days: options.hold_warning_days,
      before_lapse: options.before_lapse,
      hold_quiet_period_minutes: options.hold_quiet_period_minutes,
      notification_deadline_ms: options.notification_deadline_ms,
      connect_timeout_ms: options.connect_timeout_ms,
      reply_timeout_ms: options.reply_timeout_ms,
      resolve_patience_ms: options.resolve_patience_ms,
      late_reply_ms: options.late_reply_ms,
      staff: { manual: staff?.manual ?? null, direct_refund: staff?.direct_refund ?? null },
      direct_refund: direct_refund ?? null,
    },
  }
}

function accountView(options: SagepayOptions, { account, matches, row }: Installation) {
  const { vendor, environment, gateway_url, protocol, reporting } = accountOf(options, account)
  return {
    account: nameOf(account),
    vendor,
    environment: environment ?? null,
    gateway_url: shownAddress(baseUrlOf(gateway_url ?? environment ?? "test").href),
    protocol,
    reporting_configured: reporting !== undefined,
    reporting_refused_at: row.reporting_refused_at,
    installation_matches: matches,
  }
}
