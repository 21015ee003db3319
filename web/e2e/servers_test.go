package e2e

import "testing"

// TestServersStayFresh checks that the page of servers shows their newest answers without a reload.
func TestServersStayFresh(t *testing.T) {
	t.Parallel()
	tab := newTab(t, shared)
	tab.enter("/c/main/servers", "", "")
	eval[any](tab, `document.querySelector("#servers > *").id = "first"`)
	tab.await(`!document.querySelector("#first")`)
	tab.expect("#servers .servers tbody th code", zookeeper.Addr())
}
