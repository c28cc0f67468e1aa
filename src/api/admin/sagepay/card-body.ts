/**
 * The body of a request that may have a card's data in it, read here and nowhere else: Medusa's own reader and validator
 * quote in the log what they refuse. Nothing that is said here quotes anything but the names of fields.
 */
import type {
  AuthenticatedMedusaRequest,
  MedusaNextFunction,
  MedusaResponse,
} from "@medusajs/framework/http"
import type { z } from "@medusajs/framework/zod"
import { LedgerError } from "../../../modules/sagepay/errors"
import { readBody } from "../../hooks/sagepay/notification/read-body"
import { refuse } from "./http"

export async function readCardBody<T extends z.ZodType>(
  req: AuthenticatedMedusaRequest,
  schema: T
): Promise<z.output<T>> {
  // Also what keeps another site's form from posting here with somebody's session.
  if (!req.is("application/json")) throw invalid("The body must be JSON (application/json)")
  const read = await readBody(req)
  if (typeof read === "string") throw invalid("The body is too long")
  const parsed = schema.safeParse(jsonOf(read.body))
  if (parsed.success) return parsed.data
  throw invalid(parsed.error.issues.map(sentenceOf).join("; "))
}

/** In place of core's reader and validator, where what stands in the body decides who may go on. */
export function validatesCardBody(schema: z.ZodType) {
  return async (req: AuthenticatedMedusaRequest, res: MedusaResponse, next: MedusaNextFunction) => {
    try {
      req.validatedBody = await readCardBody(req, schema)
    } catch (error) {
      if (!LedgerError.is(error)) return next(error)
      res.set("cache-control", "no-store")
      return refuse(res, error)
    }
    next()
  }
}

function jsonOf(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"))
  } catch {
    // What the parser says quotes the text around the mistake.
    throw invalid("The body is no readable JSON")
  }
}

type Issue = z.core.$ZodIssue

/** By the field's name in the body. Of the schema's own messages only those that cannot quote are used. */
function sentenceOf(issue: Issue): string {
  const path = issue.path.join(".")
  const at = path === "" ? "body" : path
  switch (issue.code) {
    case "custom":
    case "invalid_format":
      return `${at}: ${issue.message}`
    case "invalid_type":
      return `${at}: must be given, as ${issue.expected}`
    case "too_small":
      return `${at}: is too short or too small`
    case "too_big":
      return `${at}: is too long or too large`
    case "invalid_value":
      return `${at}: must be one of ${issue.values.map(String).join(", ")}`
    case "unrecognized_keys":
      return `${at}: has fields that are not known`
    default:
      return `${at}: cannot be used`
  }
}

function invalid(message: string): LedgerError {
  return new LedgerError("invalid", `${message}. Nothing was sent.`)
}
