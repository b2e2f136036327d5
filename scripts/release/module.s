// The module's Lua parts, compiled by build.sh (see LuaBridge/precompiled.c).
    .section .rodata
    .globl lbi_precompiled_name, lbi_precompiled, lbi_precompiled_end
lbi_precompiled_name: .asciz "bitrix"
    .balign 16
lbi_precompiled: .incbin "bitrix.luac"
lbi_precompiled_end:
    .section .note.GNU-stack,"",%progbits
