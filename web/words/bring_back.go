package words

// BringBack is the page that restores the former state at and below a znode. Its other words are
// those of Import.
type BringBack struct {
	Title    string // of the page
	Link     string // a link to the page
	Of       string // the moment follows
	About    string
	Fail     string // the "fail" of Import.Ontos
	OtherACL string
	Apply    func(changes int) string
	Made     func(n int) string
}
