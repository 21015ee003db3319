package e2e

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"zkweb/web/words"
	"zkweb/zkconn/zktest"
)

// fox is a tab of Firefox, with the methods of tab that journeys need.
type fox struct {
	t       *testing.T
	firefox *firefox
	address string
	id      string // of the browsing context
	words   *words.Words
}

// open opens a tab without cookies and storage.
func (f *firefox) open(t *testing.T, console *console) *fox {
	t.Helper()
	user := decodeAs[struct{ UserContext string }](t)(f.call("browser.createUserContext", map[string]any{}))
	tab := decodeAs[struct{ Context string }](t)(f.call("browsingContext.create", map[string]any{"type": "tab", "userContext": user.UserContext}))
	p := &fox{t, f, console.address, tab.Context, words.English}
	p.resize(1360, 860)
	return p
}

// decodeAs returns a function that decodes the result of a call.
func decodeAs[T any](t *testing.T) func(json.RawMessage, error) T {
	return func(answer json.RawMessage, err error) T {
		t.Helper()
		must(t, err)
		var value T
		must(t, json.Unmarshal(answer, &value))
		return value
	}
}

func (p *fox) resize(width, height int64) {
	p.t.Helper()
	_, err := p.firefox.call("browsingContext.setViewport", map[string]any{"context": p.id, "viewport": map[string]any{"width": width, "height": height}})
	must(p.t, err)
}

func (p *fox) goTo(path string) int {
	p.t.Helper()
	_, err := p.firefox.call("browsingContext.navigate", map[string]any{"context": p.id, "url": p.address + path, "wait": "complete"})
	must(p.t, err)
	return p.number("performance.getEntriesByType('navigation')[0].responseStatus")
}

func (p *fox) number(expression string) int {
	p.t.Helper()
	return decodeAs[int](p.t)(p.firefox.evaluate(p.id, expression))
}

func (p *fox) truth(expression string) (bool, error) {
	answer, err := p.firefox.evaluate(p.id, "!!("+expression+")")
	return string(answer) == "true", err
}

func (p *fox) await(expression string) {
	p.t.Helper()
	zktest.Until(p.t, func() bool {
		done, err := p.truth(expression)
		return err == nil && done // a page that is being left does not answer
	}, func() string {
		said, _ := p.firefox.evaluate(p.id, "location.href + '\\n' + document.body.innerText")
		return fmt.Sprintf("not so: %s; the page: %.1200s", expression, said)
	})
}

func (p *fox) texts(selector string) []string {
	p.t.Helper()
	return decodeAs[[]string](p.t)(p.firefox.evaluate(p.id, "[...document.querySelectorAll("+quote(selector)+")].map(e => e.innerText.trim())"))
}

func (p *fox) expect(selector string, want ...string) {
	p.t.Helper()
	if got := p.texts(selector); strings.Join(got, "\x00") != strings.Join(want, "\x00") {
		p.t.Errorf("%s: %q, want %q", selector, got, want)
	}
}

func (p *fox) path() string {
	p.t.Helper()
	return decodeAs[string](p.t)(p.firefox.evaluate(p.id, "location.pathname + location.search"))
}

func (p *fox) expectPath(want string) {
	p.t.Helper()
	if got := p.path(); got != want {
		p.t.Errorf("the page is %s, want %s", got, want)
	}
}

// element is BiDi's reference to an element.
type element struct {
	SharedID string `json:"sharedId"`
}

// find returns the first element with a role and an accessible name or, if the role is "", the
// field with that label.
func (p *fox) find(role, name string, within ...string) element {
	p.t.Helper()
	var found element
	var err error
	zktest.Until(p.t, func() bool {
		found, err = p.look(role, name, within)
		return err == nil
	}, func() string { return fmt.Sprintf("no %s %q %q at %s: %v", role, name, within, p.path(), err) })
	return found
}

func (p *fox) look(role, name string, within []string) (element, error) {
	value := map[string]any{"name": name}
	if role != "" {
		value["role"] = role
	}
	params := map[string]any{"context": p.id, "locator": map[string]any{"type": "accessibility", "value": value}}
	if len(within) > 0 {
		start, err := p.locate(map[string]any{"context": p.id, "locator": map[string]any{"type": "css", "value": within[0]}})
		if err != nil {
			return element{}, err
		}
		params["startNodes"] = start[:1]
	}
	found, err := p.locate(params)
	if err != nil {
		return element{}, err
	}
	for _, e := range found {
		if role != "" || p.on(e, `e => e.matches("input, textarea, select")`) == "true" {
			return e, nil
		}
	}
	return element{}, errors.New("not found")
}

func (p *fox) locate(params map[string]any) ([]element, error) {
	answer, err := p.firefox.call("browsingContext.locateNodes", params)
	if err != nil {
		return nil, err
	}
	var found struct{ Nodes []element }
	if err := json.Unmarshal(answer, &found); err != nil {
		return nil, err
	}
	if len(found.Nodes) == 0 {
		return nil, errors.New("not found")
	}
	return found.Nodes, nil
}

// on calls a JavaScript function with an element, and returns its value as text.
func (p *fox) on(e element, function string) string {
	p.t.Helper()
	answer := decodeAs[struct{ Result struct{ Value string } }](p.t)(p.firefox.call("script.callFunction", map[string]any{
		"functionDeclaration": "e => String((" + function + ")(e))", "arguments": []element{e}, "target": map[string]any{"context": p.id}, "awaitPromise": false,
	}))
	return answer.Result.Value
}

// press clicks on the element with a role and an accessible name.
func (p *fox) press(role, name string, within ...string) {
	p.t.Helper()
	e := p.find(role, name, within...)
	p.on(e, `e => e.scrollIntoView({ block: "nearest" })`)
	p.act(map[string]any{"type": "pointer", "id": "mouse", "actions": []map[string]any{
		{"type": "pointerMove", "x": 0, "y": 0, "origin": map[string]any{"type": "element", "element": e}},
		{"type": "pointerDown", "button": 0}, {"type": "pointerUp", "button": 0},
	}})
}

// fill types into the field with a label, replacing its content.
func (p *fox) fill(label, text string) {
	p.t.Helper()
	p.on(p.find("", label), `e => { e.focus(); e.select(); }`)
	if text == "" {
		text = backspace
	}
	p.key(text)
}

// WebDriver's code points for keys that are not characters.
const (
	backspace = "\ue003"
	enter     = "\ue007"
)

// key presses keys.
func (p *fox) key(keys string) {
	p.t.Helper()
	var strokes []map[string]any
	for _, key := range keys {
		strokes = append(strokes, map[string]any{"type": "keyDown", "value": string(key)}, map[string]any{"type": "keyUp", "value": string(key)})
	}
	p.act(map[string]any{"type": "key", "id": "keyboard", "actions": strokes})
}

func (p *fox) submit() {
	p.t.Helper()
	p.leave(func() { p.key(enter) })
}

func (p *fox) act(actions map[string]any) {
	p.t.Helper()
	_, err := p.firefox.call("input.performActions", map[string]any{"context": p.id, "actions": []any{actions}})
	must(p.t, err)
}

// leave calls act, which leads to another page, and waits until that is loaded.
func (p *fox) leave(act func()) {
	p.t.Helper()
	_, err := p.firefox.evaluate(p.id, "window.left = true")
	must(p.t, err)
	act()
	p.await("!window.left && document.readyState === 'complete'")
}

func (p *fox) follow(role, name string, within ...string) {
	p.t.Helper()
	p.leave(func() { p.press(role, name, within...) })
}

func (p *fox) enter(path, user, password string) {
	p.t.Helper()
	p.goTo("/login?next=" + url.QueryEscape(path))
	if user == "" {
		p.follow("button", p.words.Login.Anonymously)
	} else {
		p.fill(p.words.Login.UserName, user)
		p.fill(p.words.Login.Password, password)
		p.follow("button", p.words.Login.SignIn)
	}
	p.expectPath(path)
}
