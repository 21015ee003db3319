package words

// Bundle is the support bundle: its page and its table of contents, which is in English.
type Bundle struct {
	Title, Make   string
	About, Masked string
	Holds         string            // a heading
	Files         map[string]string // what each file contains, by its name
	Of            func(cluster, path, by, at string) string
	Synced        func(server, at, zxid string) string // from which server the bundle was read, after a sync
	Unsynced      func(server string) string           // the same if the sync failed
	Sums          func(znodes, denied, unnamed int) string
	Stopped       string
	Terms         string // explains ZooKeeper's terms
}
