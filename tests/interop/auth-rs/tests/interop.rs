//! Signs in to the simulator with okta-auth-rs, which verifies the tokens.

use anyhow::{Context as _, bail};
use idx_flow_interop_auth_rs::Org;
use okta::{
    AuthFlow, AuthInput, AuthOptions, AuthStatus, ClientConfig, FormInput, PublicClientApplication,
};
use serde_json::{Value, json};

/// P1.
#[tokio::test]
async fn a_user_signs_in_with_a_password() -> anyhow::Result<()> {
    let org = Org::start("p1", &json!({}))?;
    let client = client(&org)?;
    let flow = sign_in(&client, &org).await?;
    assert_signed_in(&client, &flow, &org).await
}

/// E1.
#[tokio::test]
async fn a_user_enrolls_okta_verify_with_a_qr_code() -> anyhow::Result<()> {
    let org = Org::start("e1", &json!({"policy": {"required": ["okta_verify"]}}))?;
    let client = client(&org)?;
    let mut flow = sign_in(&client, &org).await?;

    let id = okta_verify_id(&flow)?;
    let values = json!({"authenticator": {"id": id, "channel": "qrcode"}});
    submit(&client, &mut flow, "select-authenticator-enroll", values).await?;
    let qr_code = text_at(
        &flow,
        "/currentAuthenticator/value/contextualData/qrcode/href",
    )?;
    poll(&client, &mut flow).await?;
    let status = flow.status();
    assert_eq!(status, AuthStatus::Pending, "the QR code is not scanned");

    org.scan(&qr_code)?;
    poll(&client, &mut flow).await?;
    assert_signed_in(&client, &flow, &org).await
}

fn client(org: &Org) -> anyhow::Result<PublicClientApplication> {
    let issuer = format!("{}/oauth2/default", org.info("issuer")?);
    let mut config = ClientConfig::new(issuer, org.info("client_id")?, org.info("redirect_uri")?);
    config.allow_loopback_http = true;
    Ok(PublicClientApplication::new(config)?)
}

async fn sign_in(client: &PublicClientApplication, org: &Org) -> anyhow::Result<AuthFlow> {
    let mut flow = client.initiate_auth_flow(AuthOptions::default()).await?;
    let values = json!({"identifier": org.user("login")?,
        "credentials": {"passcode": org.user("password")?}});
    submit(client, &mut flow, "identify", values).await?;
    Ok(flow)
}

async fn submit(
    client: &PublicClientApplication,
    flow: &mut AuthFlow,
    step: &str,
    values: Value,
) -> anyhow::Result<()> {
    let input = AuthInput::Form(FormInput::new(values)?);
    proceed(client, flow, step, input).await
}

async fn poll(client: &PublicClientApplication, flow: &mut AuthFlow) -> anyhow::Result<()> {
    proceed(client, flow, "enroll-poll", AuthInput::Poll).await
}

async fn proceed(
    client: &PublicClientApplication,
    flow: &mut AuthFlow,
    name: &str,
    input: AuthInput,
) -> anyhow::Result<()> {
    let steps = flow.steps();
    let Some(step) = steps.iter().find(|step| step.name() == name).cloned() else {
        let offered: Vec<_> = steps.iter().map(|step| step.name()).collect();
        bail!("no {name} among {offered:?}, status {:?}", flow.status());
    };
    client.continue_auth_flow(flow, step.id(), input).await?;
    Ok(())
}

fn okta_verify_id(flow: &AuthFlow) -> anyhow::Result<String> {
    let context = flow.context();
    let list = context.and_then(|context| context.pointer("/authenticators/value"));
    let list = list
        .and_then(Value::as_array)
        .context("no authenticators")?;
    let okta_verify = list.iter().find(|item| item["key"] == "okta_verify");
    let id = okta_verify.and_then(|item| item["id"].as_str());
    id.map(str::to_owned).context("no Okta Verify")
}

fn text_at(flow: &AuthFlow, pointer: &str) -> anyhow::Result<String> {
    let context = flow.context().context("no context")?;
    let text = context.pointer(pointer).and_then(Value::as_str);
    text.map(str::to_owned)
        .with_context(|| format!("no {pointer} in {context}"))
}

/// Asserts that the flow ended with tokens of the user. The client provides claims only after it has
/// verified the ID token's signature with the org's keys.
async fn assert_signed_in(
    client: &PublicClientApplication,
    flow: &AuthFlow,
    org: &Org,
) -> anyhow::Result<()> {
    assert_eq!(flow.status(), AuthStatus::Success);
    let tokens = flow.tokens().context("no tokens")?;
    let claims = tokens.claims().context("no verified claims")?;
    assert_eq!(claims["aud"], org.info("client_id")?);
    assert_eq!(claims["preferred_username"], org.user("login")?);
    let profile = client.user_info(tokens).await?;
    assert_eq!(profile["sub"], claims["sub"]);
    Ok(())
}
