-- Tickets of some twenty words from two thousand people, each another text.
wrk.method = "POST"
wrk.path = "/v1/tickets"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer " .. os.getenv("SWITCHYARD_BOOTSTRAP_TOKEN")

local subjects = {"Charged twice", "VPN broken since the update", "Where is my parcel", "Cannot log in", "Please add a dark theme"}
local bodies = {
  "My card was charged twice for order %d and I would like one of the two payments back this week, please.",
  "Since the update this morning I cannot connect to the network any more, error %d, and need it today, please help.",
  "Parcel %d was due last Monday and the tracking has not moved since, could you tell me where it is now?",
  "I forgot my password and the link that you sent for account %d does not work, it says that it has expired.",
  "It would be great if the app had a dark theme, as the bright one hurts my eyes at night, idea %d.",
}
local n = 0

request = function()
  n = n + 1
  local kind = n % #bodies + 1
  local body = string.format('{"subject":"%s","body":"%s","requester":{"email":"r%d@example.org"}}',
    subjects[kind], string.format(bodies[kind], n), n % 2000)
  return wrk.format(nil, nil, nil, body)
end
