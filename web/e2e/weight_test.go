package e2e

import (
	"fmt"
	"testing"

	"zkweb/web/words"
)

// The bytes that a browser may load, compressed: for the first page, and for each later one, whose
// znode has little data.
const (
	mostOfFirst = 20 << 10
	mostOfLater = 15 << 10
)

// TestWeight checks how many bytes a browser loads, and that nothing on a page moves once it is
// shown.
func TestWeight(t *testing.T) {
	t.Parallel()
	for width, w := range map[int64]*words.Words{1360: words.English, 390: words.Chinese} {
		t.Run(fmt.Sprint(width), func(t *testing.T) {
			t.Parallel()
			tab := newTab(t, shared)
			tab.resize(width, 844)
			const login = "/login?next=%2Fc%2Fmain%2Ftree%2Fmany"
			tab.goTo(login)
			files := tab.weight("resource") // the same in each language, and not loaded again
			tab.speak(w)
			tab.goTo(login)
			first := tab.weight("navigation") + files
			if first == 0 || first > mostOfFirst {
				t.Errorf("the first page is %d bytes, want at most %d", first, mostOfFirst)
			}
			tab.follow("button", tab.words.Login.Anonymously)
			for _, path := range []string{"/c/main/tree/many", "/c/main/tree/", "/c/main/tree/app/config.json", "/c/main/tree/app/not/there", "/", "/c/main/find/?name=e", "/c/main/recent/", "/c/main/largest/", "/c/main/acls/", "/c/main/export/"} {
				tab.goTo(path)
				later := tab.weight("navigation")
				if later == 0 || later > mostOfLater {
					t.Errorf("%s is %d bytes, want at most %d", path, later, mostOfLater)
				}
				if loaded := tab.weight("resource"); first+later+loaded > mostOfFirst+mostOfLater {
					t.Errorf("with %s %d bytes are loaded more", path, loaded)
				}
				tab.await("document.readyState === 'complete'")
				if shift := eval[float64](tab, layoutShift); shift != 0 {
					t.Errorf("%s shifts by %v", path, shift)
				}
				fmt.Printf("weight at %d px: first %d bytes, then %s %d\n", width, first, path, later)
			}
			eval[any](tab, `document.querySelector("main").before(Object.assign(document.createElement("p"), { innerText: "late" })), 0`)
			if eval[float64](tab, layoutShift) == 0 {
				t.Error("a page that shifts is not found")
			}
		})
	}
}

// weight returns how many bytes were loaded for a page, by the kinds of performance entries. What
// is cached counts nothing.
func (p *tab) weight(kinds ...string) int {
	p.t.Helper()
	total := 0
	for _, kind := range kinds {
		total += eval[int](p, `performance.getEntriesByType(`+quote(kind)+`).filter(e => e.initiatorType !== "fetch" && e.transferSize > 0).reduce((sum, e) => sum + e.encodedBodySize, 0)`)
	}
	return total
}

// layoutShift is the sum of all layout shifts without user input, after two more frames.
const layoutShift = `new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
	const shifts = new PerformanceObserver(() => {});
	shifts.observe({ type: "layout-shift", buffered: true });
	done(shifts.takeRecords().filter(e => !e.hadRecentInput).reduce((sum, e) => sum + e.value, 0));
})))`
