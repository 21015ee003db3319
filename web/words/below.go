package words

// Below is the page that asks whether to delete a znode with all below it, or some of
// its children.
type Below struct {
	Title      string
	Chosen     func(n int) string // in place of Title
	Count      func(znodes int, size string) string
	AtLeast    func(count string) string
	Uncounted  string // in place of Count: ZooKeeper did not answer
	Systems    string // heading of what seems to live there
	System     func(path, what string) string
	Ephemerals func(n int) string
	HeldBy     string // a session follows
	More       func(n int) string
	Denied     func(n int) string
	Explained  string
	Kept       string // what is deleted can be brought back
	AsJob      string
	Confirm    string // label; the name to type follows
	Delete     func(n int) string
	DeleteAll  string // where it is not known how many
}
