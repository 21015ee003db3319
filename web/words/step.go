package words

// Step is one of several changes on a page that asks for confirmation.
type Step struct {
	Do                map[string]string // what would be done; the path follows. By "set", "create", "delete", "acl" and "check"
	Diff              map[string]string // above the lines, by the same keys
	Hidden            string            // follows Diff
	Same              string            // Same, SameText, NoText and Empty replace the lines
	SameText          string            // if only the bytes differ
	NoText            string
	Empty             string
	NowACL, ThenACL   string
	TTL               func(milliseconds string) string
	Version, Aversion func(version string) string // the version that the znode must have
}
