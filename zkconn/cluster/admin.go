package cluster

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"
)

// AdminState is the state of a server's AdminServer.
type AdminState string

// The states of AdminServer.
const (
	AdminUnknown AdminState = ""       // not asked
	AdminAway    AdminState = "away"   // not there, or not where the console looks
	AdminSilent  AdminState = "silent" // does not answer in time
	AdminClosed  AdminState = "closed" // asks for credentials
	AdminOpen    AdminState = "open"   // answers without credentials
)

const defaultAdmin = 8080 // admin.serverPort

// admin is the client for AdminServer. It sends no credentials and keeps no connections.
var admin = &http.Client{
	Transport: &http.Transport{ // no Proxy is set: the servers are reached directly
		DialContext:       (&net.Dialer{Timeout: askTimeout}).DialContext,
		DisableKeepAlives: true, ResponseHeaderTimeout: askTimeout, MaxResponseHeaderBytes: 16 << 10,
	},
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

var (
	errNotAdmin   = errors.New("it does not answer as AdminServer does")
	errWantsProof = errors.New("it asks for credentials")
)

// AdminAnswer describes an answer of AdminServer.
type AdminAnswer struct {
	State AdminState
	Ahead time.Duration // how far its clock is ahead of the console's, to a second, negative if it is behind; 0 if both may be equal
	Cut   bool          // whether the answer was longer, or took longer, than is read, or tells more than is kept
}

// Admin sends a command to a server's AdminServer, and decodes the fields of the answer into an
// object. It reads at most limit bytes, and fails when ctx ends. If the cluster's AdminServers must
// not be asked, it fails at once with AdminUnknown.
func (a Asker) Admin(ctx context.Context, c Cluster, address, command string, limit int64, into any) (AdminAnswer, error) {
	if c.AdminPort < 0 {
		return AdminAnswer{}, errNotAdmin
	}
	response, err := getAdmin(ctx, c, address, command)
	switch {
	case errors.Is(err, errWantsProof):
		return AdminAnswer{State: AdminClosed}, err
	case err != nil:
		return AdminAnswer{State: awayOrSilent(ctx, err)}, err
	}
	defer response.Body.Close()
	limited := &io.LimitedReader{R: response.Body, N: limit}
	if err := decodeAdmin(limited, command, into); err != nil {
		return AdminAnswer{State: awayOrSilent(ctx, err), Cut: limited.N == 0 || ctx.Err() != nil}, err
	}
	answer := AdminAnswer{State: AdminOpen}
	if at, err := http.ParseTime(response.Header.Get("Date")); err == nil {
		answer.Ahead = aheadOf(at, time.Now())
	}
	return answer, nil
}

// awayOrSilent distinguishes an AdminServer that does not answer in time from one that is not
// there.
func awayOrSilent(ctx context.Context, err error) AdminState {
	var timeout net.Error
	if ctx.Err() != nil || errors.As(err, &timeout) && timeout.Timeout() {
		return AdminSilent
	}
	return AdminAway
}

func getAdmin(ctx context.Context, c Cluster, address, command string) (*http.Response, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	url := "http://" + net.JoinHostPort(host, strconv.Itoa(cmp.Or(c.AdminPort, defaultAdmin))) + "/commands/" + command
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	response, err := admin.Do(request)
	if err != nil {
		return nil, err
	}
	if response.StatusCode == http.StatusUnauthorized || response.StatusCode == http.StatusForbidden {
		_ = response.Body.Close()
		return nil, errWantsProof
	}
	return response, nil
}

// decodeAdmin decodes an answer. It fails with errNotAdmin unless the answer has AdminServer's
// form: it names the command and no error.
func decodeAdmin(body io.Reader, command string, into any) error {
	var text json.RawMessage
	if err := json.NewDecoder(body).Decode(&text); err != nil {
		return err
	}
	var head struct {
		Command string  `json:"command"`
		Error   *string `json:"error"`
	}
	if err := json.Unmarshal(text, &head); err != nil {
		return err
	}
	if head.Command != command || head.Error != nil {
		return errNotAdmin
	}
	return json.Unmarshal(text, into)
}

// aheadOf returns how far a clock that shows whole seconds is ahead of now; 0 if both may show the
// same time.
func aheadOf(shown, now time.Time) time.Duration {
	switch ahead := shown.Sub(now); {
	case ahead > 0:
		return ahead
	case ahead < -time.Second:
		return ahead + time.Second
	}
	return 0
}
