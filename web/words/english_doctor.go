package words

import (
	"strings"

	"zkweb/zkconn/znode"
)

var englishDoctor = Doctor{
	Title:         "Doctor",
	DocumentTitle: func(cluster string) string { return "The way to the servers of " + cluster },
	Explained:     "The way from this console to each server, with nobody’s credentials. A step has a second; those after one that failed are not tried.",
	Again:         "Run again",
	OK:            "All well",
	Failed:        "Failed",
	Skipped:       "The server does not know this, or does not tell its version.",
	Step:          "Step",
	Took:          "Took",
	Found:         "Found",
	Steps: map[string]string{
		"name": "Name", "tcp": "TCP", "tls": "TLS", "version": "Version (srvr)", "handshake": "Session", "whoami": "Who am I", "sync": "Sync", "chroot": "Chroot",
	},
	Finds: map[string]func(znode.Args) string{
		"name": func(a znode.Args) string { return a["addresses"] },
		"tcp": func(a znode.Args) string {
			if a["failed"] != "" {
				return a["address"] + ", after " + a["failed"] + " failed"
			}
			return a["address"]
		},
		"tls": func(a znode.Args) string {
			return joined(". ", joined(", ", a["protocol"], a["cipher"]), "Certificate of "+a["subject"]+", by "+a["issuer"]+", for "+a["names"]+", until "+a["until"], "Chain: "+a["chain"])
		},
		"version":   func(a znode.Args) string { return joined(", ", a["version"], a["role"]) },
		"handshake": func(a znode.Args) string { return "Timeout " + a["timeout"] + ", asked for " + a["asked"] },
		"whoami":    func(a znode.Args) string { return "The server knows the console as " + a["identities"] },
		"sync":      func(znode.Args) string { return "The server has caught up with the leader." },
		"chroot":    func(a znode.Args) string { return a["path"] + " is there." },
	},
	Millis: func(ms float64) string { return milliseconds(ms) + " ms" },
}

// joined joins the texts that are not empty.
func joined(separator string, texts ...string) string {
	var all []string
	for _, text := range texts {
		if text != "" {
			all = append(all, text)
		}
	}
	return strings.Join(all, separator)
}
