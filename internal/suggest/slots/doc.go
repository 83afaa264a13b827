// Package slots turns replies into templates and back: personal data becomes
// typed slots such as {{customer.first_name}}, a word that few people's tickets
// have is left out, and slots are filled from one ticket alone.
package slots
