// The types of the generated module that apps use. `@_exported` makes their members visible with
// `import IdxFlow` alone, also if an app enables MemberImportVisibility. Types without an alias here are
// not part of the API.

@_exported import IdxFlowEngine

// MARK: Configuration and storage

/// The configuration of a flow.
public typealias FlowConfig = IdxFlowEngine.FlowConfig

/// The user's goal: to sign in, to register, to recover a password or to unlock an account.
public typealias Goal = IdxFlowEngine.Goal

/// Values that an app knows before the server asks for them.
public typealias KnownValues = IdxFlowEngine.KnownValues

/// An authenticator to select, optionally with its method.
public typealias PreferredFactor = IdxFlowEngine.PreferredFactor

/// A saved flow. It is a credential.
public typealias Snapshot = IdxFlowEngine.Snapshot

/// A string that must not be printed: a password, a code or a token.
public typealias Secret = IdxFlowEngine.Secret

// MARK: Prompts

/// The URLs that an app is registered with.
public typealias AppLinks = IdxFlowEngine.AppLinks

/// An authenticator.
public typealias Authenticator = IdxFlowEngine.Authenticator

/// The kind of an authenticator: its `key` on the IDX wire.
public typealias AuthenticatorKey = IdxFlowEngine.AuthenticatorKey

/// A captcha that the user must solve before a form is submitted.
public typealias Captcha = IdxFlowEngine.Captcha

/// A WebAuthn ceremony that a form requires: to create a passkey, or to sign in with one.
public typealias Ceremony = IdxFlowEngine.Ceremony

/// The kind of a WebAuthn ceremony.
public typealias CeremonyKind = IdxFlowEngine.CeremonyKind

/// The method by which Okta Verify on this device is contacted: `challengeMethod` on the IDX wire.
public typealias ChallengeMethod = IdxFlowEngine.ChallengeMethod

/// The channel through which Okta Verify receives its activation link: `channel` on the IDX wire.
public typealias Channel = IdxFlowEngine.Channel

/// A choice of a field.
public typealias Choice = IdxFlowEngine.Choice

/// The app that the user signs in to.
public typealias ClientApp = IdxFlowEngine.ClientApp

/// The data of the current authenticator that is not part of a form.
public typealias ContextualData = IdxFlowEngine.ContextualData

/// The setup of Okta Verify with another device that already has it: `devicebootstrap` on the IDX wire.
public typealias DeviceBootstrap = IdxFlowEngine.DeviceBootstrap

/// A challenge for Okta Verify on this device.
public typealias DeviceChallenge = IdxFlowEngine.DeviceChallenge

/// The parameters of Duo's frame.
public typealias Duo = IdxFlowEngine.Duo

/// An input field of a form.
public typealias Field = IdxFlowEngine.Field

/// Hints for the presentation of a field.
public typealias FieldHints = IdxFlowEngine.FieldHints

/// The kind of value that a field accepts: its `type` on the IDX wire.
public typealias FieldKind = IdxFlowEngine.FieldKind

/// The links and the logo of an identity verification vendor.
public typealias IdvMetadata = IdxFlowEngine.IdvMetadata

/// An identity provider.
public typealias Idp = IdxFlowEngine.Idp

/// A message for the user, about the prompt or one of its fields.
public typealias Message = IdxFlowEngine.Message

/// A link in a message.
public typealias MessageLink = IdxFlowEngine.MessageLink

/// A method of an authenticator: `methodType` on the IDX wire.
public typealias MethodType = IdxFlowEngine.MethodType

/// A notice for the user about the last answer, in addition to the server's messages.
public typealias Notice = IdxFlowEngine.Notice

/// A password policy: `settings` of the password authenticator on the IDX wire.
public typealias PasswordPolicy = IdxFlowEngine.PasswordPolicy

/// A rule of a password policy.
public typealias PasswordRule = IdxFlowEngine.PasswordRule

/// A rule of a password policy, and whether a password satisfies it.
public typealias PasswordRuleCheck = IdxFlowEngine.PasswordRuleCheck

/// An image in PNG format.
public typealias PngImage = IdxFlowEngine.PngImage

/// A step of the transaction: the remediations, messages and data to show.
public typealias Prompt = IdxFlowEngine.Prompt

/// A QR code to show.
public typealias QrCode = IdxFlowEngine.QrCode

/// A URL whose description omits the query and the fragment.
public typealias RedactedUrl = IdxFlowEngine.RedactedUrl

/// A form that can be submitted, or a URL that can be opened.
public typealias Remediation = IdxFlowEngine.Remediation

/// The purpose of a remediation: its `name` on the IDX wire.
public typealias RemediationName = IdxFlowEngine.RemediationName

/// The part of the response that contains a remediation.
public typealias RemediationSource = IdxFlowEngine.RemediationSource

/// A detail of the sign-in that the user consents to, such as the app, the browser or the location.
public typealias RequestInfo = IdxFlowEngine.RequestInfo

/// The setup of Okta Verify on this device: `samedevice` on the IDX wire.
public typealias SameDevice = IdxFlowEngine.SameDevice

/// An OAuth scope that the user consents to.
public typealias Scope = IdxFlowEngine.Scope

/// A security question.
public typealias SecurityQuestion = IdxFlowEngine.SecurityQuestion

/// The severity of a message: `class` on the IDX wire.
public typealias Severity = IdxFlowEngine.Severity

/// A suggested value for a text field.
public typealias Suggestion = IdxFlowEngine.Suggestion

/// The user's profile, as far as the server provides it.
public typealias UserProfile = IdxFlowEngine.UserProfile

// MARK: Answers

/// An answer to a prompt: the remediation, and the values by the paths of its fields.
public typealias Answer = IdxFlowEngine.Answer

/// The problem with an answer.
public typealias AnswerProblem = IdxFlowEngine.AnswerProblem

/// The problem with a configuration, or with stored tokens.
public typealias ConfigProblem = IdxFlowEngine.ConfigProblem

/// The problem with a callback URL.
public typealias RedirectProblem = IdxFlowEngine.RedirectProblem

/// The value of a field.
public typealias Value = IdxFlowEngine.Value

// MARK: HTTP

/// An HTTP header.
public typealias HttpHeader = IdxFlowEngine.HttpHeader

/// The purpose of a request.
public typealias Purpose = IdxFlowEngine.Purpose

/// An HTTP request to send once.
public typealias TransportRequest = IdxFlowEngine.TransportRequest

/// An HTTP response.
public typealias TransportResponse = IdxFlowEngine.TransportResponse

/// The reason why a flow waits.
public typealias WaitReason = IdxFlowEngine.WaitReason

// MARK: Results

/// The reason why a flow ended without tokens.
public typealias Failure = IdxFlowEngine.Failure

/// The details of a failure, for developers and Okta's support.
public typealias FailureDetail = IdxFlowEngine.FailureDetail

/// The kind of a failure.
public typealias FailureKind = IdxFlowEngine.FailureKind

/// An ID token whose claims have been validated.
public typealias IdToken = IdxFlowEngine.IdToken

/// The result of a flow with `stopAtCode`: your server, or the app itself, exchanges it for tokens.
public typealias InteractionCode = IdxFlowEngine.InteractionCode

/// The kind of a token to revoke (RFC 7009 section 2.1).
public typealias TokenKind = IdxFlowEngine.TokenKind

/// The tokens of a completed flow (RFC 6749 section 5.1, OpenID Connect Core section 3.1.3.3).
public typealias Tokens = IdxFlowEngine.Tokens
