package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"zkweb/web/words"
	"zkweb/zkconn/zktest"
)

// tab is a browser tab that shows pages of one console. Its methods fail the test if something does
// not happen within waitLimit.
type tab struct {
	t       *testing.T
	ctx     context.Context
	console *console
	address string // of the console, as this tab calls it
	faults  *faults
	words   *words.Words // of the pages
}

// newTab opens a tab in its own browser context, without cookies and storage.
func newTab(t *testing.T, console *console) *tab {
	t.Helper()
	p := openTab(t, console, chromium, chromedp.WithNewBrowserContext())
	// Desktop browsers grant this to whoever presses a button; headless ones have nobody to ask.
	call(p, browser.SetPermission, browser.SetPermissionParams{
		Permission: &browser.PermissionDescriptor{Name: "clipboard-write"}, Setting: browser.PermissionSettingGranted,
		BrowserContextID: chromedp.FromContext(p.ctx).BrowserContextID,
	})
	return p
}

// another opens another window of the same browser context.
func (p *tab) another() *tab {
	p.t.Helper()
	return openTab(p.t, p.console, p.ctx)
}

func openTab(t *testing.T, console *console, parent context.Context, options ...chromedp.ContextOption) *tab {
	t.Helper()
	p := &tab{t: t, console: console, address: console.address, faults: &faults{}, words: words.English}
	var cancel context.CancelFunc
	p.ctx, cancel = chromedp.NewContext(parent, append(options, chromedp.WithListener(p.faults.listen))...)
	t.Cleanup(cancel)
	must(t, chromedp.Do(p.ctx))
	call(p, audits.Enable, cdp.Empty{})
	p.resize(1360, 860)
	// Each tab believes to have the focus, since tests run at the same time.
	call(p, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	t.Cleanup(func() {
		for _, fault := range p.faults.take() {
			t.Errorf("the page caused: %s", fault)
		}
	})
	return p
}

// call sends a command of the DevTools protocol.
func call[P, R any](p *tab, command cdp.Command[P, R], params P) R {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, waitLimit)
	defer cancel()
	result, err := chromedp.Call(ctx, command, params)
	if err != nil {
		p.t.Fatalf("%s: %v", command.Method, err)
	}
	return result
}

func (p *tab) run(action chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, waitLimit)
	defer cancel()
	must(p.t, chromedp.Do(ctx, action))
}

// eval returns the value of a JavaScript expression. It waits for a promise.
func eval[T any](p *tab, expression string) T {
	p.t.Helper()
	value, err := tryEval[T](p, expression)
	if err != nil {
		p.t.Fatalf("%s: %v", expression, err)
	}
	return value
}

func tryEval[T any](p *tab, expression string) (T, error) {
	ctx, cancel := context.WithTimeout(p.ctx, waitLimit)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// await waits until a JavaScript expression is true.
func (p *tab) await(expression string) {
	p.t.Helper()
	zktest.Until(p.t, func() bool {
		done, err := tryEval[bool](p, "!!("+expression+")")
		return err == nil && done // a page that is being left does not answer
	}, func() string {
		said, _ := tryEval[string](p, "location.href + '\\n' + document.body.innerText")
		return fmt.Sprintf("not so: %s; the page: %.1200s", expression, said)
	})
}

// quote returns a JavaScript string literal.
func quote(text string) string {
	quoted, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return string(quoted)
}

// awaitText waits until the first match of a selector has the text.
func (p *tab) awaitText(selector, text string) {
	p.t.Helper()
	p.await(fmt.Sprintf("document.querySelector(%s)?.innerText.trim() === %s", quote(selector), quote(text)))
}

// awaitSays waits until the page contains the text.
func (p *tab) awaitSays(text string) {
	p.t.Helper()
	p.await("document.body.innerText.includes(" + quote(text) + ")")
}

// expect compares the texts of all matches of a selector.
func (p *tab) expect(selector string, want ...string) {
	p.t.Helper()
	if got := p.texts(selector); strings.Join(got, "\x00") != strings.Join(want, "\x00") {
		p.t.Errorf("%s: %q, want %q", selector, got, want)
	}
}

// texts returns the rendered texts of all matches of a selector.
func (p *tab) texts(selector string) []string {
	p.t.Helper()
	return eval[[]string](p, "[...document.querySelectorAll("+quote(selector)+")].map(e => e.innerText.trim())")
}

func (p *tab) text(selector string) string {
	p.t.Helper()
	texts := p.texts(selector)
	if len(texts) != 1 {
		p.t.Fatalf("%s: found %d times at %s: %q", selector, len(texts), p.path(), texts)
	}
	return texts[0]
}

// path returns the path of the page's URL, with its query.
func (p *tab) path() string {
	p.t.Helper()
	return eval[string](p, "location.pathname + location.search")
}

func (p *tab) expectPath(want string) {
	p.t.Helper()
	if got := p.path(); got != want {
		p.t.Errorf("the page is %s, want %s", got, want)
	}
}

// goTo opens a path of the console and returns the status of the answer.
func (p *tab) goTo(path string) int {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, waitLimit)
	defer cancel()
	response, err := chromedp.Run(ctx, chromedp.NavigateResponse(p.address+path))
	if err != nil {
		p.t.Fatalf("opening %s: %v", path, err)
	}
	return int(response.Status)
}

// leave calls act, which leads to another page, and waits until that is loaded.
func (p *tab) leave(act func()) {
	p.t.Helper()
	eval[bool](p, "window.left = true")
	act()
	p.await("!window.left && document.readyState === 'complete'")
}

// follow presses an element that leads to another page.
func (p *tab) follow(role, name string, within ...string) {
	p.t.Helper()
	p.leave(func() { p.press(role, name, within...) })
}

// press clicks on the element with a role and an accessible name. It fails if something else covers
// it.
func (p *tab) press(role, name string, within ...string) {
	p.t.Helper()
	x, y := p.place(p.find(role, name, within...))
	p.run(chromedp.MouseClickXY(x, y))
}

// hover moves the mouse over an element.
func (p *tab) hover(role, name string, within ...string) {
	p.t.Helper()
	x, y := p.place(p.find(role, name, within...))
	p.run(chromedp.MouseEvent(input.DispatchMouseEventTypeMouseMoved, x, y))
}

// fill types into the field with a label, replacing its content.
func (p *tab) fill(label, text string) {
	p.t.Helper()
	p.focus(p.find("", label))
	eval[any](p, "document.activeElement.select()")
	if text == "" {
		p.run(chromedp.KeyEvent("\b"))
		return
	}
	call(p, input.InsertText, input.InsertTextParams{Text: text})
}

// strike presses a key for one character. Unlike key, it lets the page prevent the input.
func (p *tab) strike(character string) {
	p.t.Helper()
	for _, event := range []input.DispatchKeyEventParams{
		{Type: input.DispatchKeyEventTypeKeyDown, Key: character, Text: character},
		{Type: input.DispatchKeyEventTypeKeyUp, Key: character},
	} {
		call(p, input.DispatchKeyEvent, event)
	}
}

// key presses keys that are not characters, such as Tab and Enter.
func (p *tab) key(keys string, options ...chromedp.KeyOption) {
	p.t.Helper()
	p.run(chromedp.KeyEvent(keys, options...))
}

func (p *tab) resize(width, height int64) {
	p.t.Helper()
	call(p, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: height, DeviceScaleFactor: 1})
}

// prefer sets a media feature, such as "prefers-color-scheme" to "dark".
func (p *tab) prefer(feature, value string) {
	p.t.Helper()
	call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: feature, Value: value}}})
}

func (p *tab) withoutScript() {
	p.t.Helper()
	call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
}

// signIn signs in to the first cluster on the shown form.
func (p *tab) signIn(user, password string) {
	p.t.Helper()
	p.fill(p.words.Login.UserName, user)
	p.fill(p.words.Login.Password, password)
	p.follow("button", p.words.Login.SignIn)
}

// speak chooses a language on the sign-in page.
func (p *tab) speak(w *words.Words) {
	p.t.Helper()
	p.goTo("/login")
	p.follow("button", w.Name)
	if lang := eval[string](p, "document.documentElement.lang"); lang != w.Lang {
		p.t.Fatalf("the page is in %q, want %q", lang, w.Lang)
	}
	p.words = w
}

// enter opens a path as a person who has just signed in, or without credentials if user is "".
func (p *tab) enter(path, user, password string) {
	p.t.Helper()
	p.goTo("/login?next=" + url.QueryEscape(path))
	if user == "" {
		p.follow("button", p.words.Login.Anonymously)
	} else {
		p.signIn(user, password)
	}
	p.expectPath(path)
}

func (p *tab) awaitState(words string) {
	p.t.Helper()
	p.awaitText("[role=status]", words)
}

// clipboard is locked by the test that uses the machine's only clipboard.
var clipboard sync.Mutex

// copied presses a button in the copy menu, and returns what pasting then inserts into the path
// box.
func (p *tab) copied(button string) string {
	p.t.Helper()
	clipboard.Lock()
	defer clipboard.Unlock()
	p.press("button", "Copy")
	p.press("button", button)
	p.find("button", "Copied")
	p.fill("Go to path", "")
	call(p, input.DispatchKeyEvent, input.DispatchKeyEventParams{
		Type: input.DispatchKeyEventTypeKeyDown, Key: "v", Code: "KeyV", Modifiers: int64(chromedp.ModifierCtrl), Commands: []string{"paste"},
	})
	return eval[string](p, `document.querySelector("#goto").value`)
}

// hide minimizes the tab's window.
func (p *tab) hide() {
	p.t.Helper()
	call(p, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{}) // it would keep the tab in front
	p.window(browser.WindowStateMinimized)
	p.await("document.hidden")
}

// show restores the tab's window.
func (p *tab) show() {
	p.t.Helper()
	p.window(browser.WindowStateNormal)
	p.await("!document.hidden")
}

func (p *tab) window(state browser.WindowState) {
	p.t.Helper()
	window := call(p, browser.GetWindowForTarget, browser.GetWindowForTargetParams{})
	call(p, browser.SetWindowBounds, browser.SetWindowBoundsParams{WindowID: window.WindowID, Bounds: &browser.Bounds{WindowState: state}})
}
