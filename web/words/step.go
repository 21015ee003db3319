package words

// Step is one change of several, as pages show it that ask whether to make them.
type Step struct {
	Do                map[string]string // before a path: what would be done to it, by "set", "create", "delete", "acl" and "check"
	Diff              map[string]string // above the lines, by the same
	Hidden            string            // after Diff
	Same              string            // in place of the lines, as the next three
	SameText          string            // of data that differs
	NoText            string
	Empty             string
	NowACL, ThenACL   string
	TTL               func(milliseconds string) string
	Version, Aversion func(version string) string // that must be there
}
