/** What a test asked for cannot be done; `status` is the HTTP status of the control route. */
export class ControlError extends Error {
  constructor(
    readonly status: 400 | 404 | 409,
    message: string
  ) {
    super(message)
    this.name = "ControlError"
  }
}
