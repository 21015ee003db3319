package recipes_test

import (
	"testing"

	"zkweb/zkconn/recipes"
	"zkweb/zkconn/znode"
)

// FuzzRecognise checks that a recipe stays within its limits, whatever names and data contain.
func FuzzRecognise(f *testing.F) {
	f.Add("/hbase/master", []byte("\xff\x00\x00\x00\x01xPBUF\x0a\x02\x0a\x00"), "hbaseid", int64(1))
	f.Add("/brokers/topics/a", []byte(`{"partitions":{"0":[1,-1]}}`), "controller_epoch", int64(0))
	f.Add("/l/lock--2147483648", []byte(nil), "lock-2147483647", int64(1))
	f.Add("/c/x/ActiveBreadCrumb", []byte("\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"), "queue-|1|0000000000", int64(0))
	f.Fuzz(func(t *testing.T, text string, data []byte, name string, owner int64) {
		path, err := znode.ParsePath(text)
		if err != nil {
			return
		}
		stat := znode.Stat{EphemeralOwner: owner, Version: 1}
		seen := recipes.Seen{Path: path, Stat: stat, Data: data, Stats: znode.Stats{}}
		for _, level := range append(recipes.Proofs(path), path) {
			seen.Lists = append(seen.Lists, znode.List{Path: level, Names: []string{name}})
		}
		for _, child := range recipes.Children(path, []string{name}) {
			seen.Stats[child] = &znode.StatResult{Stat: stat}
		}
		found := recipes.Recognise(seen)
		if found == nil {
			return
		}
		if found.Code == "" || len(found.Links) > recipes.MaxLinks {
			t.Errorf("recognised as %+v", found)
		}
		for name, value := range found.Args {
			if len(value) > recipes.MaxSaid {
				t.Errorf("%s is said in %d bytes", name, len(value))
			}
		}
		if line := found.Line; line != nil && (len(line.Contenders) == 0 || len(line.Contenders) > recipes.MaxContenders) {
			t.Errorf("the line is %+v", line)
		}
	})
}
