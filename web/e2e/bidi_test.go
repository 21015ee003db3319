package e2e

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/coder/websocket"
)

// firefox is a running Firefox, controlled by WebDriver BiDi, which needs no driver program.
type firefox struct {
	command *exec.Cmd
	conn    *websocket.Conn

	mu      sync.Mutex
	last    int
	waiting map[int]chan bidiAnswer
}

type bidiAnswer struct {
	ID      int             `json:"id"`
	Type    string          `json:"type"` // "success", "error" or "event"
	Result  json.RawMessage `json:"result"`
	Error   string          `json:"error"`
	Message string          `json:"message"`
}

// startFirefox runs Firefox for the duration of a test.
func startFirefox(t *testing.T) *firefox {
	t.Helper()
	path, err := exec.LookPath("firefox-esr")
	if err != nil {
		if path, err = exec.LookPath("firefox"); err != nil {
			t.Fatal(`no Firefox: install it with "sudo apt-get install firefox-esr"`)
		}
	}
	profile := t.TempDir()
	f := &firefox{
		command: exec.Command(path, "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0"),
		waiting: map[int]chan bidiAnswer{},
	}
	f.command.Env = append(os.Environ(), "HOME="+profile, "LANG=C.UTF-8")
	f.command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // its child processes end with it
	output, err := f.command.StderrPipe()
	must(t, err)
	must(t, f.command.Start())
	listening := make(chan string, 1)
	go func() {
		for lines := bufio.NewScanner(output); lines.Scan(); {
			if _, address, found := strings.Cut(lines.Text(), "WebDriver BiDi listening on "); found {
				listening <- strings.TrimSpace(address)
			}
		}
	}()
	t.Cleanup(func() {
		if f.conn != nil {
			_ = f.conn.CloseNow()
		}
		_ = syscall.Kill(-f.command.Process.Pid, syscall.SIGKILL)
		_ = f.command.Wait()
	})
	select {
	case address := <-listening:
		ctx, cancel := context.WithTimeout(context.Background(), waitLimit)
		defer cancel()
		f.conn, _, err = websocket.Dial(ctx, address+"/session", nil)
		must(t, err)
		f.conn.SetReadLimit(64 << 20)
		go f.listen()
	case <-time.After(waitLimit):
		t.Fatal("Firefox does not listen")
	}
	_, err = f.call("session.new", map[string]any{"capabilities": map[string]any{}})
	must(t, err)
	return f
}

// listen passes answers to their callers until the connection ends.
func (f *firefox) listen() {
	for {
		_, text, err := f.conn.Read(context.Background())
		if err != nil {
			return
		}
		var answer bidiAnswer
		if json.Unmarshal(text, &answer) != nil || answer.Type == "event" {
			continue
		}
		f.mu.Lock()
		waiting := f.waiting[answer.ID]
		delete(f.waiting, answer.ID)
		f.mu.Unlock()
		if waiting != nil {
			waiting <- answer
		}
	}
}

// call sends a command of WebDriver BiDi and returns its result.
func (f *firefox) call(method string, params any) (json.RawMessage, error) {
	ctx, cancel := context.WithTimeout(context.Background(), waitLimit)
	defer cancel()
	came := make(chan bidiAnswer, 1)
	f.mu.Lock()
	f.last++
	id := f.last
	f.waiting[id] = came
	f.mu.Unlock()
	text, err := json.Marshal(map[string]any{"id": id, "method": method, "params": params})
	if err != nil {
		return nil, err
	}
	if err := f.conn.Write(ctx, websocket.MessageText, text); err != nil {
		return nil, err
	}
	select {
	case answer := <-came:
		if answer.Type != "success" {
			return nil, fmt.Errorf("%s: %s: %s", method, answer.Error, answer.Message)
		}
		return answer.Result, nil
	case <-ctx.Done():
		return nil, fmt.Errorf("%s: %w", method, ctx.Err())
	}
}

// evaluate returns the value of a JavaScript expression as JSON.
func (f *firefox) evaluate(tab, expression string) (json.RawMessage, error) {
	answer, err := f.call("script.evaluate", map[string]any{
		"expression": "(async () => JSON.stringify(await (" + expression + ")) ?? 'null')()", "target": map[string]any{"context": tab}, "awaitPromise": true,
	})
	if err != nil {
		return nil, err
	}
	var result struct {
		Type             string
		Result           struct{ Value string }
		ExceptionDetails struct{ Text string }
	}
	if err := json.Unmarshal(answer, &result); err != nil {
		return nil, err
	}
	if result.Type != "success" {
		return nil, errors.New(result.ExceptionDetails.Text)
	}
	return json.RawMessage(result.Result.Value), nil
}
