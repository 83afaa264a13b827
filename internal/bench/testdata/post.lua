-- One short ticket, posted again and again on every connection.
wrk.method = "POST"
wrk.path = "/v1/triage"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"subject":"VPN broken since the update","body":"I cannot connect to the network any more and need it today, please help me."}'
