import Foundation
import IdxFlowEngine

// Measures the engine in Swift: the first call of a process, and a poll that returns the same prompt.
// Prints one line of JSON. Build it in release mode. Usage: IdxFlowBench RESPONSE [STEPS]

let arguments = CommandLine.arguments
guard arguments.count > 1, let text = try? String(contentsOfFile: arguments[1], encoding: .utf8) else {
    FileHandle.standardError.write(Data("Usage: IdxFlowBench RESPONSE [STEPS]\n".utf8))
    exit(2)
}
let steps = arguments.count > 2 ? max(Int(arguments[2]) ?? 0, 1) : 2000

let config = FlowConfig(
    issuer: "https://id.acme.example", clientId: "0oa1client", redirectUri: "com.acme.app:/callback")
let start = DispatchTime.now().uptimeNanoseconds
var polling = Polling(try Engine.start(config: config))
let first = DispatchTime.now().uptimeNanoseconds - start

let names = ["Content-Type", "Cache-Control", "Pragma", "Expires", "Vary", "X-Okta-Request-Id", "X-XSS-Protection"]
let moreNames = ["P3P", "Strict-Transport-Security", "X-Content-Type-Options", "Accept-CH", "Server"]
let headers = (names + moreNames).map { HttpHeader(name: $0, value: "application/ion+json; okta-version=1.0.0") }
let prompt = TransportResponse(status: 200, headers: headers, body: Secret(text))
let handle = TransportResponse(status: 200, headers: [], body: #"{"interaction_handle":"handle"}"#)
for response in [handle, prompt] { try polling.respond(to: polling.nextRequest(), with: response) }

var times: [UInt64] = []
let warmUp = 200
for number in 0..<warmUp + steps {
    let poll = try polling.nextRequest()
    let start = DispatchTime.now().uptimeNanoseconds
    try polling.respond(to: poll, with: prompt)
    if number >= warmUp { times.append(DispatchTime.now().uptimeNanoseconds - start) }
}
times.sort()
let figures = [
    ("first_call_ms", Double(first) / 1e6), ("step_median_us", Double(times[times.count / 2]) / 1e3),
    ("step_min_us", Double(times[0]) / 1e3),
]
print("{" + figures.map { "\"\($0)\":\(String(format: "%.2f", $1))" }.joined(separator: ",") + "}")
