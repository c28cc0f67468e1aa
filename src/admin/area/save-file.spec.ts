import { exportName } from "./save-file"

it("names the file by the day where it is saved", () => {
  expect(exportName(new Date(2026, 0, 5, 0, 1))).toBe("sagepay-transactions-2026-01-05.csv")
})
