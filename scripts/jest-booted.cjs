// The first test of a file waits for a whole store: migrations, boot, seed.
jest.setTimeout(180_000)
