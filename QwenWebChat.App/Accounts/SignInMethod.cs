namespace QwenWebChat.App.Accounts;

/// <summary>The way in which a session was begun.</summary>
internal enum SignInMethod
{
    /// <summary>A password alone.</summary>
    Password,

    /// <summary>A password and a code.</summary>
    TwoFactor,

    /// <summary>A passkey, which is two factors: the device, and what unlocks it.</summary>
    Passkey,

    /// <summary>The provider of the settings, who is responsible for further factors.</summary>
    Provider,
}
