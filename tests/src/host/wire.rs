//! Conversions between the engine's HTTP types and the simulator's.

use idx_flow::{Header, Request, Response};

/// The engine's request as the simulator receives it.
pub fn sim_request(request: &Request) -> idx_flow_sim::Request {
    let header = |header: &Header| (header.name.clone(), header.value.clone());
    idx_flow_sim::Request {
        method: request.method.clone(),
        url: request.url.clone(),
        headers: request.headers.iter().map(header).collect(),
        body: request.body.expose().as_bytes().to_vec(),
    }
}

/// The simulator's response as a host passes it to the engine.
pub fn engine_response(response: &idx_flow_sim::Response) -> Response {
    let headers = response.headers.iter();
    let headers = headers.map(|(name, value)| Header::new(name, value));
    Response::new(response.status, headers, response.body.clone())
}
