package e2e

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"zkweb/zkconn/zktest"
)

// find returns the first element with a role and an accessible name, as assistive technology sees
// them. With role "", any role matches. At most one selector limits the search.
func (p *tab) find(role, name string, within ...string) cdp.BackendNodeID {
	p.t.Helper()
	var found cdp.BackendNodeID
	var err error
	zktest.Until(p.t, func() bool {
		found, err = p.look(role, name, within)
		return err == nil
	}, func() string {
		return fmt.Sprintf("no %s %q %q at %s: %v; names: %q", role, name, within, p.path(), err, p.names(role))
	})
	return found
}

func (p *tab) look(role, name string, within []string) (cdp.BackendNodeID, error) {
	ctx, cancel := context.WithTimeout(p.ctx, waitLimit)
	defer cancel()
	root := "document"
	if len(within) > 0 {
		root = "document.querySelector(" + quote(within[0]) + ")"
	}
	object, err := chromedp.Call(ctx, runtime.Evaluate, runtime.EvaluateParams{Expression: root})
	if err != nil {
		return 0, err
	}
	if object.Result.ObjectID == "" {
		return 0, fmt.Errorf("%s is not there", root)
	}
	nodes, err := chromedp.Call(ctx, accessibility.QueryAXTree, accessibility.QueryAXTreeParams{
		ObjectID: object.Result.ObjectID, Role: role, AccessibleName: name,
	})
	if err != nil {
		return 0, err
	}
	for _, node := range nodes.Nodes {
		if !node.Ignored && node.BackendDOMNodeID != 0 && valueOf(node.Role) != "StaticText" && valueOf(node.Role) != "LabelText" {
			return node.BackendDOMNodeID, nil
		}
	}
	return 0, errors.New("not found")
}

// accessible returns the accessibility tree of the page without ignored nodes.
func (p *tab) accessible() []*accessibility.Node {
	p.t.Helper()
	var nodes []*accessibility.Node
	for _, node := range call(p, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{}).Nodes {
		if !node.Ignored {
			nodes = append(nodes, node)
		}
	}
	return nodes
}

// names returns the accessible names of all elements with a role.
func (p *tab) names(role string) []string {
	p.t.Helper()
	var names []string
	for _, node := range p.accessible() {
		if role == "" || valueOf(node.Role) == role {
			names = append(names, valueOf(node.Name))
		}
	}
	return names
}

// valueOf returns the text of a string value, or "" for other values.
func valueOf(value *accessibility.Value) string {
	var text string
	if value != nil {
		_ = json.Unmarshal(value.Value, &text) // on failure the text stays ""
	}
	return text
}

// place scrolls an element into view and returns its middle. It fails if something else covers it.
func (p *tab) place(id cdp.BackendNodeID) (x, y float64) {
	p.t.Helper()
	call(p, dom.ScrollIntoViewIfNeeded, dom.ScrollIntoViewIfNeededParams{BackendNodeID: id})
	quads := call(p, dom.GetContentQuads, dom.GetContentQuadsParams{BackendNodeID: id}).Quads
	if len(quads) == 0 {
		p.t.Fatal("the element has no place")
	}
	q := quads[0]
	x, y = (q[0]+q[4])/2, (q[1]+q[5])/2
	covered := onElement[string](p, id, `function(x, y) {
		const top = document.elementFromPoint(x, y);
		return top && (this.contains(top) || top.contains(this)) ? "" : (top ?? document).outerHTML?.slice(0, 200) ?? "nothing";
	}`, x, y)
	if covered != "" {
		p.t.Fatalf("at %v, %v lies %s", x, y, covered)
	}
	return x, y
}

func (p *tab) focus(id cdp.BackendNodeID) {
	p.t.Helper()
	call(p, dom.Focus, dom.FocusParams{BackendNodeID: id})
}

// onElement calls a JavaScript function with an element as "this".
func onElement[T any](p *tab, id cdp.BackendNodeID, function string, arguments ...any) T {
	p.t.Helper()
	object := call(p, dom.ResolveNode, dom.ResolveNodeParams{BackendNodeID: id}).Object
	ctx, cancel := context.WithTimeout(p.ctx, waitLimit)
	defer cancel()
	value, err := chromedp.Run(ctx, chromedp.CallFunctionOn[T](function, func(params *runtime.CallFunctionOnParams) {
		params.ObjectID = object.ObjectID
	}, arguments...))
	must(p.t, err)
	return value
}
