package recipes_test

import (
	"fmt"
	"testing"

	"zkweb/zkconn/recipes"
	"zkweb/zkconn/znode"
)

// BenchmarkRecognise measures what a page spends: one with 1,000 children and no recipe, and one
// with the line of a lock.
func BenchmarkRecognise(b *testing.B) {
	for name, form := range map[string]string{"nothing": "device-%07d", "line": "0123456789abcdef0123456789abcdef__lock__%010d"} {
		path, _ := znode.ParsePath("/fleet/region/eu-1/devices")
		seen := recipes.Seen{Path: path, Data: []byte(`{"owner":"fleet"}`), Stats: znode.Stats{}}
		var names []string
		for i := range 1000 {
			names = append(names, fmt.Sprintf(form, i))
		}
		for _, above := range path.Ancestors() {
			seen.Lists = append(seen.Lists, znode.List{Path: above, Names: []string{"fleet", "region", "x"}})
		}
		seen.Lists = append(seen.Lists, znode.List{Path: path, Names: names})
		for _, child := range recipes.Children(path, names) {
			seen.Stats[child] = &znode.StatResult{Stat: znode.Stat{EphemeralOwner: 1}}
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				recipes.Children(path, names)
				recipes.Recognise(seen)
			}
		})
	}
}
