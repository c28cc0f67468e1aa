export { DirectRefundButton, ManualPaymentButton, type ManualPaymentButtonProps } from "./buttons"
