// The part of the AuthenticationServices API that the samples use, for type-checking on Linux. Nothing
// here runs.

@_exported import Foundation
import SwiftUI

public struct ASWebAuthenticationSessionError: Error {
    public enum Code: Sendable { case canceledLogin }
    public static var canceledLogin: Code { .canceledLogin }
}

public func ~= (code: ASWebAuthenticationSessionError.Code, error: any Error) -> Bool { false }

@MainActor
public struct WebAuthenticationSession: Sendable {
    public func authenticate(using url: URL, callbackURLScheme: String) async throws -> URL { url }
}

extension EnvironmentValues {
    public var webAuthenticationSession: WebAuthenticationSession { fatalError() }
}
