package health

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"time"
)

// AdminState is what became of asking AdminServer.
type AdminState string

// The states of AdminServer.
const (
	AdminUnknown AdminState = ""       // it was not asked
	AdminAway    AdminState = "away"   // there is none, or not where the console looks
	AdminClosed  AdminState = "closed" // it asks for credentials
	AdminOpen    AdminState = "open"   // it answers anybody
)

const maxAdminReply = 1 << 20

// admin asks AdminServer, with no credentials, over connections of its own.
var admin = &http.Client{
	Transport:     &http.Transport{DisableKeepAlives: true, ResponseHeaderTimeout: askTimeout, MaxResponseHeaderBytes: 16 << 10}, // no proxy
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

var errNotAdmin = errors.New("it does not answer as AdminServer does")

// askAdmin returns what AdminServer answers to a command: its fields, and how far its
// clock is ahead.
func askAdmin(ctx context.Context, server string, port int, command string) (fields map[string]any, ahead time.Duration, state AdminState) {
	host, _, err := net.SplitHostPort(server)
	if err != nil {
		return nil, 0, AdminAway
	}
	url := "http://" + net.JoinHostPort(host, strconv.Itoa(port)) + "/commands/" + command
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, 0, AdminAway
	}
	response, err := admin.Do(request)
	if err != nil {
		return nil, 0, AdminAway
	}
	defer response.Body.Close()
	switch response.StatusCode {
	case http.StatusUnauthorized, http.StatusForbidden:
		return nil, 0, AdminClosed
	}
	fields, err = readAdmin(response.Body, command)
	if err != nil {
		return nil, 0, AdminAway
	}
	if at, err := http.ParseTime(response.Header.Get("Date")); err == nil {
		ahead = aheadOf(at, time.Now())
	}
	return fields, ahead, AdminOpen
}

// aheadOf is how far a clock is ahead that shows whole seconds: none where it may show
// the same time.
func aheadOf(shown, now time.Time) time.Duration {
	switch ahead := shown.Sub(now); {
	case ahead > 0:
		return ahead
	case ahead < -time.Second:
		return ahead + time.Second
	}
	return 0
}

// readAdmin reads an answer, and tells AdminServer's from others.
func readAdmin(body io.Reader, command string) (map[string]any, error) {
	var fields map[string]any
	decoder := json.NewDecoder(io.LimitReader(body, maxAdminReply))
	decoder.UseNumber()
	if err := decoder.Decode(&fields); err != nil {
		return nil, err
	}
	if fields["command"] != command || fields["error"] != nil {
		return nil, errNotAdmin
	}
	return fields, nil
}

// monitorMetrics are the metrics in what monitor answers.
func monitorMetrics(fields map[string]any) Metrics {
	metrics := Metrics{}
	for name, value := range fields {
		metrics.keep(name, fmt.Sprint(value))
	}
	return metrics
}

// adminNames are the names of zoo.cfg for those of AdminServer's configuration.
var adminNames = map[string]string{
	"data_dir": "dataDir", "data_log_dir": "dataLogDir", "tick_time": "tickTime", "max_client_cnxns": "maxClientCnxns",
	"min_session_timeout": "minSessionTimeout", "max_session_timeout": "maxSessionTimeout", "init_limit": "initLimit",
	"sync_limit": "syncLimit", "election_alg": "electionAlg", "client_port_listen_backlog": "clientPortListenBacklog",
}

func adminSettings(fields map[string]any) map[string]string {
	settings := map[string]string{}
	for theirs, ours := range adminNames {
		if value, told := fields[theirs]; told && value != nil {
			settings[ours] = fmt.Sprint(value)
		}
	}
	return settings
}
