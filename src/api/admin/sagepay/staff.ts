/** Who may do what: Medusa's roles where they are switched on, and the option `staff` for cards typed in by hand. */
import { hasPermission } from "@medusajs/framework"
import type {
  AuthenticatedMedusaRequest,
  MedusaNextFunction,
  MedusaResponse,
} from "@medusajs/framework/http"
import { FeatureFlag, MedusaError } from "@medusajs/framework/utils"
import { SAGEPAY_MODULE } from "../../../modules/sagepay"
import type { SagepayOptions } from "../../../modules/sagepay/options"
import type { SagepayModuleService } from "../../../modules/sagepay/service"
import { readEmail } from "../../../shop/setup"
import { POLICIES, POLICY_OF_ACTION, type PolicyName } from "./policies"
import type { PressBody } from "./validators"

type Request<B = unknown> = AuthenticatedMedusaRequest<B>
type Middleware = (
  req: Request,
  res: MedusaResponse,
  next: MedusaNextFunction
) => void | Promise<void>

export type CardAction = "manual" | "direct_refund"
type Person = { readonly id: string; readonly email: string | null }

/**
 * Whether the option names this person. Without a list every administrator may charge a card, and a direct refund is
 * a matter of its own option alone.
 */
export function isNamed(
  what: CardAction,
  { staff, direct_refund }: Pick<SagepayOptions, "staff" | "direct_refund">,
  { id, email }: Person
): boolean {
  const list = staff?.[what]
  if (!list) return what === "manual" || direct_refund !== undefined
  // By exact case: Medusa lets two people have addresses that differ in nothing else.
  return list.includes(id) || (email !== null && list.includes(email))
}

/** Always true while roles are switched off: then every administrator may do what has no rule of its own. */
export async function isAllowed(req: Request, name: PolicyName): Promise<boolean> {
  if (!FeatureFlag.isFeatureEnabled("rbac")) return true
  const roles: unknown = req.auth_context.app_metadata?.roles
  // Core's own function takes "no roles" for "nothing to check".
  if (!Array.isArray(roles) || roles.length === 0) return false
  return hasPermission({ roles: roles as string[], actions: POLICIES[name], container: req.scope })
}

export async function mayTypeCards(req: Request, what: CardAction): Promise<boolean> {
  const ledger = req.scope.resolve<SagepayModuleService>(SAGEPAY_MODULE)
  const id = req.auth_context.actor_id
  const email = await ledger.read((knex) => readEmail(knex, id))
  return isNamed(what, ledger.options, { id, email })
}

/** For the routes that take a card's number. */
export function mayUse(what: CardAction): Middleware {
  return guard((req) => objectionToCard(req, what))
}

/** The finer check of the one route that carries several actions. Its body has been validated. */
export const mayPress: Middleware = guard(async (req) => {
  const { action, cv2 } = req.validatedBody as PressBody
  const name = POLICY_OF_ACTION[action]
  if (!(await isAllowed(req, name))) return missing(name)
  // A security code is of a card too: whoever may type no cards may not type that either.
  const objection = cv2 === undefined ? undefined : await objectionToCard(req, "manual")
  return objection === undefined ? undefined : `cv2: ${objection}`
})

/** Roles and the option must both allow it. */
async function objectionToCard(req: Request, what: CardAction): Promise<string | undefined> {
  if (!(await isAllowed(req, what))) return missing(what)
  const { staff } = req.scope.resolve<SagepayModuleService>(SAGEPAY_MODULE).options
  // Without a list the ledger itself says whether it is switched on at all.
  if (!staff?.[what] || (await mayTypeCards(req, what))) return undefined
  return `You are not among those whom the option staff.${what} names. Nothing was sent; ask one of them.`
}

function missing(name: PolicyName): string {
  const { resource, operation } = POLICIES[name]
  return `Insufficient permissions. Required policies: ${resource}:${operation}`
}

function guard(objection: (req: Request) => Promise<string | undefined>): Middleware {
  return async (req, _res, next) => {
    const why = await objection(req)
    next(why === undefined ? undefined : new MedusaError(MedusaError.Types.FORBIDDEN, why))
  }
}
