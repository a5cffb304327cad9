import IdxFlow

private func simulatedOrg() -> FlowConfig {
    let config = FlowConfig(
        issuer: "http://127.0.0.1:7400",
        clientId: "0oa1simulatedclient7",
        redirectUri: "com.example.app:/callback")
    return config
}
