import { createReporting } from "../index"

describe("options", () => {
  it.each([
    [{ vendor: "" }, "vendor is missing"],
    [{ vendor: "no spaces please" }, "vendor must"],
    [{ user: "" }, "user and password are both needed"],
    [{ password: "" }, "user and password are both needed"],
    [{ host: "nowhere" }, "host must be"],
  ])("%j is refused at once", (options, message) => {
    const login = { vendor: "testvendor", user: "reportuser", password: "s3cretPass" }
    expect(() => createReporting({ ...login, host: "test", ...options })).toThrow(message)
  })
})
