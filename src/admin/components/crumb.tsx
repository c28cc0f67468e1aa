import { TriangleRightMini } from "@medusajs/icons"
import { Link } from "react-router-dom"
import { useTexts } from "../lib/texts"

/** The dashboard puts no crumb for the list before a page of ours, as it is not that page's parent. */
export function Crumb({ text }: { readonly text: string }) {
  const { t } = useTexts()
  return (
    <span className="text-nowrap flex items-center">
      <Link to="/sagepay" className="transition-fg hover:text-ui-fg-subtle">
        {t("common.name")}
      </Link>
      <TriangleRightMini aria-hidden className="mx-2" />
      <span>{text}</span>
    </span>
  )
}
