/** The plugin's texts, in a namespace of their own beside the dashboard's. */
import de from "./de"
import en from "./en"
import es from "./es"
import fr from "./fr"

export default {
  de: { sagepay: de },
  en: { sagepay: en },
  es: { sagepay: es },
  fr: { sagepay: fr },
}
