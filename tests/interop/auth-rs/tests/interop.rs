//! okta-auth-rs signs in at the simulated org, and verifies what it gets.

use anyhow::{Context as _, bail};
use idx_flow_judge_auth_rs::Org;
use okta::{
    AuthFlow, AuthInput, AuthOptions, AuthStatus, ClientConfig, FormInput, PublicClientApplication,
};
use serde_json::{Value, json};

/// P1: the password.
#[tokio::test]
async fn p1_signs_in_with_a_password() -> anyhow::Result<()> {
    let org = Org::start("p1", &json!({}))?;
    let client = client(&org)?;
    let flow = signed_in(&client, &org).await?;
    expect_tokens(&client, &flow, &org).await
}

/// E1: Okta Verify is enrolled by a QR code.
#[tokio::test]
async fn e1_enrolls_okta_verify() -> anyhow::Result<()> {
    let org = Org::start("e1", &json!({"policy": {"required": ["okta_verify"]}}))?;
    let client = client(&org)?;
    let mut flow = signed_in(&client, &org).await?;

    let okta_verify = json!({"authenticator": {"id": okta_verify(&flow)?, "channel": "qrcode"}});
    answer(
        &client,
        &mut flow,
        "select-authenticator-enroll",
        okta_verify,
    )
    .await?;
    let picture = context(
        &flow,
        "/currentAuthenticator/value/contextualData/qrcode/href",
    )?;
    poll(&client, &mut flow).await?;
    assert_eq!(flow.status(), AuthStatus::Pending, "nobody has scanned it");

    org.scan(&picture)?;
    poll(&client, &mut flow).await?;
    expect_tokens(&client, &flow, &org).await
}

fn client(org: &Org) -> anyhow::Result<PublicClientApplication> {
    let issuer = format!("{}/oauth2/default", org.says("issuer")?);
    let mut config = ClientConfig::new(issuer, org.says("client_id")?, org.says("redirect_uri")?);
    config.allow_loopback_http = true;
    Ok(PublicClientApplication::new(config)?)
}

async fn signed_in(client: &PublicClientApplication, org: &Org) -> anyhow::Result<AuthFlow> {
    let mut flow = client.initiate_auth_flow(AuthOptions::default()).await?;
    let user = json!({"identifier": org.user("login")?,
        "credentials": {"passcode": org.user("password")?}});
    answer(client, &mut flow, "identify", user).await?;
    Ok(flow)
}

async fn answer(
    client: &PublicClientApplication,
    flow: &mut AuthFlow,
    step: &str,
    values: Value,
) -> anyhow::Result<()> {
    let input = AuthInput::Form(FormInput::new(values)?);
    go(client, flow, step, input).await
}

async fn poll(client: &PublicClientApplication, flow: &mut AuthFlow) -> anyhow::Result<()> {
    go(client, flow, "enroll-poll", AuthInput::Poll).await
}

async fn go(
    client: &PublicClientApplication,
    flow: &mut AuthFlow,
    step: &str,
    input: AuthInput,
) -> anyhow::Result<()> {
    let steps = flow.steps();
    let Some(found) = steps.iter().find(|one| one.name() == step).cloned() else {
        let offered: Vec<_> = steps.iter().map(|one| one.name()).collect();
        bail!("no {step} among {offered:?}, status {:?}", flow.status());
    };
    client.continue_auth_flow(flow, found.id(), input).await?;
    Ok(())
}

fn okta_verify(flow: &AuthFlow) -> anyhow::Result<String> {
    let all = flow
        .contextual_data()
        .and_then(|it| it.pointer("/authenticators/value"));
    let all = all.and_then(Value::as_array).context("no authenticators")?;
    let found = all.iter().find(|one| one["key"] == "okta_verify");
    let id = found.and_then(|one| one["id"].as_str());
    id.map(str::to_owned).context("no Okta Verify")
}

fn context(flow: &AuthFlow, pointer: &str) -> anyhow::Result<String> {
    let all = flow.contextual_data().context("no context")?;
    let found = all.pointer(pointer).and_then(Value::as_str);
    found
        .map(str::to_owned)
        .with_context(|| format!("no {pointer} in {all}"))
}

/// Claims are there only where it has verified the ID token's signature with the org's own keys.
async fn expect_tokens(
    client: &PublicClientApplication,
    flow: &AuthFlow,
    org: &Org,
) -> anyhow::Result<()> {
    assert_eq!(flow.status(), AuthStatus::Success);
    let tokens = flow.tokens().context("no tokens")?;
    let claims = tokens.claims().context("no verified claims")?;
    assert_eq!(claims["aud"], org.says("client_id")?);
    assert_eq!(claims["preferred_username"], org.user("login")?);
    let profile = client.user_info(tokens).await?;
    assert_eq!(profile["sub"], claims["sub"]);
    Ok(())
}
