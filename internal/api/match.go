package api

import (
	"net/http"
	"strconv"
	"strings"
)

// etag is a version as an entity tag.
func etag(version int64) string { return `"` + strconv.FormatInt(version, 10) + `"` }

// neverMatches is the version of an If-Match that holds no tag of ours.
const neverMatches = -1

// ifMatch is the version that a request demands: 0 for any, and neverMatches
// where the tag is none that this server gives.
func ifMatch(r *http.Request) (int64, *Problem) {
	given := r.Header.Values("If-Match")
	if len(given) == 0 {
		return 0, nil
	}
	tag := strings.TrimSpace(given[0])
	if len(given) > 1 || strings.Contains(tag, ",") {
		detail := "If-Match has several tags: send the one ETag that you have read"
		return 0, problem(http.StatusBadRequest, detail, Fault{Detail: detail, Header: "If-Match"})
	}
	if tag == "*" {
		return 0, nil
	}
	inner, quoted := strings.CutPrefix(tag, `"`)
	inner, closed := strings.CutSuffix(inner, `"`)
	if version, err := strconv.ParseInt(inner, 10, 64); err == nil && quoted && closed && version > 0 {
		return version, nil
	}
	return neverMatches, nil // weak tags never match either (RFC 9110, section 13.1.1)
}
