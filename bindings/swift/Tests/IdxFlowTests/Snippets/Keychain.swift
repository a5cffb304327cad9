// The first part is not compiled on Linux, which has no keychain: the compiler only parses it there.
#if canImport(Security)
import Foundation
import IdxFlow
import Security

/// Keeps the snapshot of a flow in the keychain.
struct FlowKeychain {
    private let query: [CFString: Any] = [
        kSecClass: kSecClassGenericPassword,
        kSecAttrService: "idx-flow",
        kSecAttrAccount: "sign-in",
        kSecUseDataProtectionKeychain: true,
    ]

    func save(_ snapshot: Snapshot) throws {
        let attributes: [CFString: Any] = [
            kSecAttrAccessible: kSecAttrAccessibleWhenUnlockedThisDeviceOnly,
            kSecValueData: Data(snapshot.expose().utf8),
        ]
        var status = SecItemUpdate(query as CFDictionary, attributes as CFDictionary)
        if status == errSecItemNotFound {
            status = SecItemAdd(query.merging(attributes) { $1 } as CFDictionary, nil)
        }
        try check(status)
    }

    func load() throws -> Snapshot? {
        var result: CFTypeRef?
        let status = SecItemCopyMatching(query.merging([kSecReturnData: true]) { $1 } as CFDictionary, &result)
        if status == errSecItemNotFound { return nil }
        try check(status)
        return (result as? Data).map { Snapshot(String(decoding: $0, as: UTF8.self)) }
    }

    func delete() throws {
        let status = SecItemDelete(query as CFDictionary)
        if status != errSecItemNotFound { try check(status) }
    }

    private func check(_ status: OSStatus) throws {
        if status != errSecSuccess { throw NSError(domain: NSOSStatusErrorDomain, code: Int(status)) }
    }
}
#else
import IdxFlow

/// Keeps the snapshot in memory, for systems without a keychain.
final class FlowKeychain {
    private var snapshot: Snapshot?

    func save(_ snapshot: Snapshot) throws { self.snapshot = snapshot }

    func load() throws -> Snapshot? { snapshot }

    func delete() throws { snapshot = nil }
}
#endif
