package cluster_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"zkweb/zkconn/cluster"
)

func TestParseCluster(t *testing.T) {
	for _, c := range []struct {
		text, name string
		servers    []string
		chroot     string
		err        string
	}{
		{"main=127.0.0.1:2181", "main", []string{"127.0.0.1:2181"}, "/", ""},
		{"main=zk1", "main", []string{"zk1:2181"}, "/", ""},
		{"a-b_c.1=zk1:1, zk2:2 ,zk3/app/one", "a-b_c.1", []string{"zk1:1", "zk2:2", "zk3:2181"}, "/app/one", ""},
		{"v6=[::1]:2181,[fe80::1]", "v6", []string{"[::1]:2181", "[fe80::1]:2181"}, "/", ""},
		{"main=tls://zk1:2281,zk2:2281/app", "main", []string{"zk1:2281", "zk2:2281"}, "/app", ""},
		{"main=zk1/", "main", []string{"zk1:2181"}, "/", ""},
		{"main", "", nil, "", "the name with its = is missing"},
		{"=zk1", "", nil, "", "name has 1 to 64"},
		{"a b=zk1", "", nil, "", "letters, digits"},
		{"..=zk1", "", nil, "", "a letter or a digit"},
		{"main=", "", nil, "", "host name is missing"},
		{"main=zk1,,zk2", "", nil, "", "host name is missing"},
		{"main=:2181", "", nil, "", "host name is missing"},
		{"main=zk1:0", "", nil, "", "1 to 65535"},
		{"main=zk1:65536", "", nil, "", "1 to 65535"},
		{"main=zk1:x", "", nil, "", "1 to 65535"},
		{"main=::1:2181", "", nil, "", "brackets"},
		{"main=[::1", "", nil, "", "[ADDRESS]:PORT"},
		{"main=tls://zk1:2281,tls://zk2:2281/app", "main", []string{"zk1:2281", "zk2:2281"}, "/app", ""},
		{"main= zk1:2181/app ", "main", []string{"zk1:2181"}, "/app", ""},
		{"main=zk1/app/", "main", []string{"zk1:2181"}, "/app", ""},
		{"main=zk1//app//one/", "main", []string{"zk1:2181"}, "/app/one", ""},
		{"main=zk1/x://y", "main", []string{"zk1:2181"}, "/x:/y", ""},
		{"main=zk1:2181,zk2,zk1", "main", []string{"zk1:2181", "zk2:2181"}, "/", ""},
		{"main=user:pw@zk1:2181", "", nil, "", "when they sign in"},
		{"main=user@zk1:2181", "", nil, "", "when they sign in"},
		{"main=zk1:2181/kafka,zk2:2181/kafka", "", nil, "", "written once, at the end"},
		{"main=zk1/kafka,zk2/kafka", "", nil, "", "written once, at the end"},
		{"main=zk1:2181,zk2:2181/a,b", "", nil, "", "written once, at the end"},
		{"main=zk://zk1:2181", "", nil, "", `no "zk://" before them`},
		{"main=http://zk1:2181/", "", nil, "", `no "http://" before them`},
		{"main=zk1:2181,https://zk2:2181", "", nil, "", `no "https://" before them`},
		{"main=zk1:2281,tls://zk2:2281", "", nil, "", "once, before the first server, or before each"},
		{"main=tls://zk1:2281,zk2:2281,tls://zk3:2281", "", nil, "", "once, before the first server, or before each"},
		{"main=zk1:2181;zk2:2181", "", nil, "", "a comma stands between"},
		{"main=zk1:2181 zk2:2181", "", nil, "", "a comma stands between"},
		{"main=zk1:2181,", "", nil, "", "a comma too many"},
		{"main=,zk1:2181", "", nil, "", "a comma too many"},
		{"main=zk1?x", "", nil, "", `"zk1?x" has a '?'`},
		{"main=zk1：2181", "", nil, "", `"zk1：2181" has a '：' (U+FF1A)`},
		{"main=zk1:2181，zk2:2181", "", nil, "", "'，' (U+FF0C)"},
		{"main=zk1:2181、zk2", "", nil, "", "'、' (U+3001)"},
		{"main=zk1:２１８１", "", nil, "", "'２' (U+FF12)"},
		{"main=zk1:2181\u200b", "", nil, "", `'\u200b' (U+200B)`},
		{"main=\ufeffzk1:2181", "", nil, "", `'\ufeff' (U+FEFF)`},
		{`main="zk1:2181"`, "", nil, "", "'\"' (U+0022)"},
		{"main=zk1:2181/kafka，zk2:2181", "", nil, "", "written once, at the end"},
		{"main=\u3000zk1:2181,\u3000数据库/应用\u3000", "main", []string{"zk1:2181", "数据库:2181"}, "/应用", ""},
		{"main=zk1,ZK1:2181", "main", []string{"zk1:2181"}, "/", ""},
		{"main=[fe80::1%eth0]:2181", "main", []string{"[fe80::1%eth0]:2181"}, "/", ""},
		{"main=[fe80::1%]:2181", "", nil, "", `"fe80::1%" is no IPv6 address`},
		{"main=zk1/a/../b", "", nil, "", "chroot is not a path"},
		{"main=" + many(65), "", nil, "", "at most 64"},
	} {
		t.Run(c.text, func(t *testing.T) {
			got, err := cluster.Parse(c.text)
			if c.err != "" {
				if err == nil || !strings.Contains(err.Error(), c.err) {
					t.Fatalf("got %+v, %v, want an error with %q", got, err, c.err)
				}
				return
			}
			if err != nil || got.Name != c.name || !slices.Equal(got.Servers, c.servers) || got.Chroot.String() != c.chroot || got.TLS != strings.Contains(c.text, "tls://") {
				t.Errorf("got %+v, %v", got, err)
			}
		})
	}
}

// many returns a connection string of n servers.
func many(n int) string {
	var servers []string
	for i := range n {
		servers = append(servers, fmt.Sprintf("zk%d", i))
	}
	return strings.Join(servers, ",")
}
