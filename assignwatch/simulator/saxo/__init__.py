"""The simulated Saxo: one client with two accounts behind OAuth, REST, the event service and the
binary stream.

`world` holds the truth and what is due, `scenarios` schedule what happens; the REST modules and the
stream show it (`showing`) to who signed in (`oauth`, `sessions`) within the budget (`gate`). `host`
puts the parts together for the server.
"""
