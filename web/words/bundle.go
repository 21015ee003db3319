package words

// Bundle is the support bundle: its page, and its table of contents, which is in English.
type Bundle struct {
	Title, Make   string
	About, Masked string
	Holds         string            // a heading
	Files         map[string]string // what is in each, by its name
	Of            func(cluster, path, by, at string) string
	Synced        func(server, at, zxid string) string // through which server it was read, and after what
	Unsynced      func(server string) string           // the same where that server could not be asked to catch up
	Sums          func(znodes, denied, unnamed int) string
	Stopped       string
	Terms         string // ZooKeeper's words that the files have
}
