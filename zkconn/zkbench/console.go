package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"

	"zkweb/zkconn/zkserver"
)

// console is a running console process.
type console struct {
	process *exec.Cmd
	base    string
	log     bytes.Buffer
}

// startConsole starts a console with a connection string.
func (b *bench) startConsole(connection string, flags ...string) (*console, error) {
	port, err := zkserver.FreePort()
	if err != nil {
		return nil, err
	}
	address := fmt.Sprintf("127.0.0.1:%d", port)
	arguments := append([]string{"serve", "--listen", address, "--cluster", "main=" + connection,
		"--sign-in-limit", "0", "--log-level", "error"}, flags...)
	c := &console{process: exec.CommandContext(b.ctx, b.binary, arguments...), base: "http://" + address}
	c.process.Stderr = &c.log
	if err := c.process.Start(); err != nil {
		return nil, err
	}
	for range 500 {
		if response, err := http.Get(c.base + "/healthz"); err == nil {
			return c, response.Body.Close()
		}
		time.Sleep(10 * time.Millisecond)
	}
	c.stop()
	return nil, fmt.Errorf("the console does not answer: %s", c.log.String())
}

func (c *console) stop() {
	_ = c.process.Process.Signal(syscall.SIGTERM)
	_ = c.process.Wait()
}

// residentKiB returns the resident memory of the process in KiB.
func (c *console) residentKiB() (int, error) {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", c.process.Process.Pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			return strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")))
		}
	}
	return 0, fmt.Errorf("no VmRSS in %s", status)
}

// person is a signed-in browser.
type person struct {
	console *console
	client  *http.Client
}

// signIn signs in. An empty user name means without credentials.
func (c *console) signIn(user, password string) (*person, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	p := &person{c, &http.Client{
		Jar:           jar,
		Transport:     &http.Transport{MaxIdleConnsPerHost: 64, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
	form := url.Values{"cluster": {"main"}, "username": {user}, "password": {password}}
	if user == "" {
		form = url.Values{"cluster": {"main"}, "anonymous": {"1"}}
	}
	response, err := p.client.PostForm(c.base+"/login", form)
	if err != nil {
		return nil, err
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusSeeOther {
		return nil, fmt.Errorf("sign-in answered %s", response.Status)
	}
	return p, nil
}

// get fetches a whole page.
func (p *person) get(path string, header ...string) ([]byte, error) {
	request, err := http.NewRequest(http.MethodGet, p.console.base+path, nil)
	if err != nil {
		return nil, err
	}
	for i := 0; i+1 < len(header); i += 2 {
		request.Header.Set(header[i], header[i+1])
	}
	response, err := p.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s answered %s", path, response.Status)
	}
	return body, err
}

// stream opens the event stream with a query.
func (p *person) stream(ctx context.Context, query string) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.console.base+"/c/main/events?"+query, nil)
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", "text/event-stream")
	response, err := p.client.Do(request)
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("the event stream answered %s", response.Status)
	}
	return response, err
}
