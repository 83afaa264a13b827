package ticket

import "slices"

// Channel says how a ticket came in.
type Channel string

// The channels.
const (
	Email Channel = "email"
	Chat  Channel = "chat"
	Web   Channel = "web"
	Phone Channel = "phone"
	API   Channel = "api"
)

// Channels lists every channel.
func Channels() []Channel { return []Channel{Email, Chat, Web, Phone, API} }

// ParseChannel reads a channel; the error names those there are.
func ParseChannel(s string) (Channel, error) {
	if slices.Contains(Channels(), Channel(s)) {
		return Channel(s), nil
	}
	return "", Errorf(Invalid, "channel", "%.40q is not a channel: take one of %s", s, join(Channels()))
}
