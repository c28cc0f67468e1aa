/** Where the list is on the page, for links to it. */
export const LIST = "transactions"
