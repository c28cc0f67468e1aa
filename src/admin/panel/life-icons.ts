/** How each happening looks. */
import {
  ArrowUturnLeft,
  Buildings,
  Cash,
  CheckCircle,
  CircleDottedLine,
  Clock,
  CreditCard,
  CreditCardRefresh,
  ExclamationCircle,
  Link,
  LockClosedSolid,
  QuestionMarkCircle,
  ShieldCheck,
  XCircle,
  MinusCircle,
} from "@medusajs/icons"
import type { TimelineEntry } from "../lib/types"
import type { Icon, Tone } from "./tones"

type Look = {
  readonly Icon: Icon
  readonly tone: Tone
}

export const LOOKS: Readonly<Record<TimelineEntry["what"], Look>> = {
  registered: { Icon: CreditCard, tone: "plain" },
  deferred: { Icon: LockClosedSolid, tone: "warning" },
  authenticated: { Icon: ShieldCheck, tone: "warning" },
  paid: { Icon: Cash, tone: "good" },
  notified: { Icon: CheckCircle, tone: "plain" },
  adopted: { Icon: Link, tone: "plain" },
  released: { Icon: Cash, tone: "good" },
  authorised: { Icon: Cash, tone: "good" },
  refunded: { Icon: ArrowUturnLeft, tone: "money_back" },
  repeated: { Icon: CreditCardRefresh, tone: "good" },
  voided: { Icon: XCircle, tone: "plain" },
  aborted: { Icon: XCircle, tone: "plain" },
  cancelled: { Icon: XCircle, tone: "plain" },
  lapsed: { Icon: Clock, tone: "bad" },
  settled: { Icon: Buildings, tone: "plain" },
  refused: { Icon: ExclamationCircle, tone: "bad" },
  unknown: { Icon: QuestionMarkCircle, tone: "warning" },
  planned: { Icon: CircleDottedLine, tone: "plain" },
  not_sent: { Icon: MinusCircle, tone: "bad" },
}
