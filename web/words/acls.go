package words

// ACLs is the report of who may do what below a znode.
type ACLs struct {
	Title string // of the page, its tab and the link to it
	// Opens and About are the headings of the report's parts and what they mean, by
	// tree.Open: "anyone", "console", "".
	Opens, About map[string]string
	Closed       string // in place of the first part
	Who          string // headers
	Znodes       string
	More         func(entries int) string // there are that the page does not show
	MoreOfIt     func(entries int) string // of one ACL
	CSV          string                   // link
}
