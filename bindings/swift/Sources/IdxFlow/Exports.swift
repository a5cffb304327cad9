// The values that an app meets. They are declared in the generated module, which is no product: what
// is not listed here is not for apps. Their members are visible with `import IdxFlow` alone, also where
// an app builds with MemberImportVisibility.

@_exported import IdxFlowEngine

// MARK: To begin with

/// What a flow is started with.
public typealias FlowConfig = IdxFlowEngine.FlowConfig

/// A whole flow as text, to outlive the process.
public typealias Snapshot = IdxFlowEngine.Snapshot

/// A text that must not show: a password, a code, a token.
public typealias Secret = IdxFlowEngine.Secret

// MARK: Pages

/// The addresses that an app is registered with.
public typealias AppLinks = IdxFlowEngine.AppLinks

/// An address.
public typealias RedactedUrl = IdxFlowEngine.RedactedUrl

/// An authenticator.
public typealias Authenticator = IdxFlowEngine.Authenticator

/// What the authenticator at hand needs beyond a form.
public typealias ContextualData = IdxFlowEngine.ContextualData

/// Which authenticator: its `key` on the IDX wire.
public typealias AuthenticatorKey = IdxFlowEngine.AuthenticatorKey

/// A captcha to solve before a form is sent.
public typealias Captcha = IdxFlowEngine.Captcha

/// A ceremony that a form asks for: a passkey or security key is created, or proves who signs in.
public typealias Ceremony = IdxFlowEngine.Ceremony

/// The two ceremonies of WebAuthn.
public typealias CeremonyKind = IdxFlowEngine.CeremonyKind

/// How Okta Verify on this device is reached: `challengeMethod` on the IDX wire.
public typealias ChallengeMethod = IdxFlowEngine.ChallengeMethod

/// How Okta Verify gets its activation link: `channel` and `selectedChannel` on the IDX wire.
public typealias Channel = IdxFlowEngine.Channel

/// One of the values that a field can take.
public typealias Choice = IdxFlowEngine.Choice

/// The app that is signed in to.
public typealias ClientApp = IdxFlowEngine.ClientApp

/// What Okta Verify on the device at hand is asked, while the prompt waits for it.
public typealias DeviceChallenge = IdxFlowEngine.DeviceChallenge

/// Setting up Okta Verify with a device that has it (`devicebootstrap`, IDX wire).
public typealias DeviceBootstrap = IdxFlowEngine.DeviceBootstrap

/// What Duo's frame needs.
public typealias Duo = IdxFlowEngine.Duo

/// One thing that a person may fill in.
public typealias Field = IdxFlowEngine.Field

/// Rare properties of a field.
public typealias FieldHints = IdxFlowEngine.FieldHints

/// What kind of value a field takes: its `type` on the IDX wire.
public typealias FieldKind = IdxFlowEngine.FieldKind

/// What a service that verifies identities wants shown.
public typealias IdvMetadata = IdxFlowEngine.IdvMetadata

/// An identity provider.
public typealias Idp = IdxFlowEngine.Idp

/// A message for the user, at the top of the prompt or at a field.
public typealias Message = IdxFlowEngine.Message

/// A link in a message.
public typealias MessageLink = IdxFlowEngine.MessageLink

/// How an authenticator is used: `methodType` on the IDX wire.
public typealias MethodType = IdxFlowEngine.MethodType

/// What is on the screen, until the number changes.
public typealias Prompt = IdxFlowEngine.Prompt

/// A password policy (`settings` of the password authenticator, IDX wire).
public typealias PasswordPolicy = IdxFlowEngine.PasswordPolicy

/// One rule.
public typealias PasswordRule = IdxFlowEngine.PasswordRule

/// A rule, and whether a password satisfies it.
public typealias PasswordRuleCheck = IdxFlowEngine.PasswordRuleCheck

/// The bytes of a PNG picture.
public typealias PngImage = IdxFlowEngine.PngImage

/// Where in a response a remediation stands.
public typealias Place = IdxFlowEngine.Place

/// Everything that a screen needs: what can be done, with what, and what the server says.
public typealias Prompt = IdxFlowEngine.Prompt

/// A QR code to show.
public typealias QrCode = IdxFlowEngine.QrCode

/// One of the things that can be done now: a form to send, or an address to go to.
public typealias Remediation = IdxFlowEngine.Remediation

/// What a remediation is for: its `name` on the IDX wire.
public typealias RemediationName = IdxFlowEngine.RemediationName

/// Setting up Okta Verify on the device at hand (`samedevice`, IDX wire).
public typealias SameDevice = IdxFlowEngine.SameDevice

/// A fact about the sign-in that asks for consent: the app, the browser, the place.
public typealias RequestInfo = IdxFlowEngine.RequestInfo

/// Something that an app asks to be allowed.
public typealias Scope = IdxFlowEngine.Scope

/// A security question.
public typealias SecurityQuestion = IdxFlowEngine.SecurityQuestion

/// How serious a message is: `class` on the IDX wire.
public typealias Severity = IdxFlowEngine.Severity

/// A value that the server suggests for a field that is typed.
public typealias Suggestion = IdxFlowEngine.Suggestion

/// The user, as far as the server tells.
public typealias UserProfile = IdxFlowEngine.UserProfile

// MARK: Answers

/// An answer to a prompt: which remediation, and the values by the fields' paths.
public typealias Answer = IdxFlowEngine.Answer

/// What is wrong with what the host gave.
public typealias InputProblem = IdxFlowEngine.InputProblem

/// A field's value.
public typealias Value = IdxFlowEngine.Value

// MARK: Exchanges

/// An HTTP header.
public typealias HttpHeader = IdxFlowEngine.HttpHeader

/// An HTTP exchange to carry out once.
public typealias TransportRequest = IdxFlowEngine.TransportRequest

/// What came back: the status line, the headers, the body.
public typealias TransportResponse = IdxFlowEngine.TransportResponse

/// What a request is for.
public typealias Purpose = IdxFlowEngine.Purpose

// MARK: Ends

/// The end of a flow without tokens.
public typealias Failure = IdxFlowEngine.Failure

/// The kinds of end.
public typealias FailureKind = IdxFlowEngine.FailureKind

/// An ID token whose claims hold.
public typealias IdToken = IdxFlowEngine.IdToken

/// The end of a flow that stops at the code: what a server of the host's exchanges for tokens.
public typealias InteractionCode = IdxFlowEngine.InteractionCode

/// The tokens of a finished flow (RFC 6749 section 5.1, OIDC Core section 3.1.3.3).
public typealias Tokens = IdxFlowEngine.Tokens

// MARK: After a flow

/// What kind of token is taken back (RFC 7009 section 2.1).
public typealias TokenKind = IdxFlowEngine.TokenKind
