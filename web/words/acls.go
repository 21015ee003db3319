package words

// ACLs is the report on who may do what below a znode.
type ACLs struct {
	Title string // of the page, its tab and its link
	// Opens has the headings of the report's parts, and About explains them. The keys are the
	// values of tree.Open: "anyone", "console", "".
	Opens, About map[string]string
	Closed       string // shown instead of the first part if that is empty
	Who          string // headers
	Znodes       string
	More         func(entries int) string // entries that the page does not show
	MoreOfIt     func(entries int) string // entries of one ACL that the page does not show
	CSV          string                   // a link
}
