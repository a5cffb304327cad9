//! `/sessions`: lists the sessions of users. `?user=` filters by login.

use serde_json::{Value, json};

use super::api::{ApiError, query_parameter};
use crate::Request;
use crate::org::SessionSummary;
use crate::server::state::ServerState;
use crate::time::timestamp;

pub(super) fn handle(state: &ServerState, request: &Request) -> Result<Value, ApiError> {
    if request.method != "GET" {
        return Err(ApiError::method_not_allowed());
    }
    let user = query_parameter(request, "user");
    let is_of_user = |session: &SessionSummary| {
        user.as_ref()
            .is_none_or(|user| session.login.eq_ignore_ascii_case(user))
    };
    let sessions = state.org.sessions().into_iter().filter(is_of_user);
    let sessions: Vec<Value> = sessions.map(to_json).collect();
    Ok(json!({ "sessions": sessions }))
}

fn to_json(session: SessionSummary) -> Value {
    json!({
        "login": session.login,
        "auth_time": timestamp(session.auth_time),
        "amr": session.amr,
        "keep_me_signed_in": session.keep_me_signed_in,
        "has_refresh_token": session.has_refresh_token,
    })
}
