/*
 * QTest for K3 processor boot control: TI-SCI messages, cluster boot registers,
 * and what they do to a core
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#include "qemu/osdep.h"
#include "qobject/qdict.h"
#include "k3-test-utils.h"
#include "k3-ti-sci-utils.h"

/* AM64x R5FSS0 */
#define PROC0                   0x01
#define PROC1                   0x02
#define PROC_A53                0x20
#define PROC_M4F                0x18
#define DEV_CORE0               121
#define DEV_CORE1               122
#define CORE0                   "/machine/k3/r5fss[0]/core[0]"
#define CORE1                   "/machine/k3/r5fss[0]/core[1]"

#define SEC_MMR                 0x45a00000

#define CFG_LOCKSTEP            0x00000100
#define CFG_TEINIT              0x00000200
#define CFG_NMFI_EN             0x00000400
#define CFG_TCM_RSTBASE         0x00000800
#define CFG_BTCM_EN             0x00001000
#define CFG_ATCM_EN             0x00002000
#define CFG_MEM_INIT_DIS        0x00004000
#define CFG_SINGLE_CORE         0x00008000
#define CFG_IGN_BOOTVECTOR      0x10000000
#define CFG_AT_RESET            (CFG_TCM_RSTBASE | CFG_BTCM_EN)


#define STAT_WFE                0x1
#define STAT_WFI                0x2

static QTestState *start(void)
{
    return qtest_init(K3_MACHINE K3_BARE);
}

static bool proc_release(SciHost *h, uint8_t proc)
{
    return sci_call(h, 0xc001, NULL, "1", proc);
}

static bool proc_handover(SciHost *h, uint8_t proc, uint8_t host)
{
    return sci_call(h, 0xc005, NULL, "11", proc, host);
}

static void assert_state(QTestState *qts, const char *core, const char *state)
{
    sci_assert_qom_string(qts, core, "state", state);
}

static void test_ownership(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);
    SciHost b = sci_r5(qts);

    /* Not owned: can only be requested */
    g_assert_false(proc_release(&a, PROC0));
    g_assert_false(proc_handover(&a, PROC0, 36));
    g_assert_false(sci_proc_set_config(&a, PROC0, 0, 0, 0));
    g_assert_false(sci_proc_set_control(&a, PROC0, 0, 0));
    g_assert_false(sci_proc_status(&a, PROC0).ack);
    g_assert_false(sci_call(&a, 0xc401, NULL, "11111", PROC0, 1, 1, 0, 0));

    /* Requested, and again by the same host */
    g_assert_true(sci_proc_request(&a, PROC0));
    g_assert_true(sci_proc_request(&a, PROC0));
    g_assert_true(sci_proc_status(&a, PROC0).ack);
    g_assert_true(sci_proc_request(&a, PROC1));

    /* Owned by another host */
    g_assert_false(sci_proc_request(&b, PROC0));
    g_assert_false(proc_release(&b, PROC0));
    g_assert_false(proc_handover(&b, PROC0, 36));
    g_assert_false(sci_proc_set_config(&b, PROC0, 0, 0, 0));
    g_assert_false(sci_proc_set_control(&b, PROC0, 0, 0));
    g_assert_false(sci_proc_status(&b, PROC0).ack);
    g_assert_false(sci_call(&b, 0xc401, NULL, "11111", PROC0, 1, 1, 0, 0));

    /* Released */
    g_assert_true(proc_release(&a, PROC0));
    g_assert_false(proc_release(&a, PROC0));
    g_assert_true(sci_proc_request(&b, PROC0));
    g_assert_false(sci_proc_request(&a, PROC0));

    /* Handed over */
    g_assert_false(proc_handover(&b, PROC0, 99));
    g_assert_true(proc_handover(&b, PROC0, 12));
    g_assert_false(sci_proc_status(&b, PROC0).ack);
    g_assert_true(sci_proc_status(&a, PROC0).ack);
    sci_assert_qom_string(qts, TI_SCI_PATH, "ownership",
                          "host=12 kind=processor id=0x01 state=off\n"
                          "host=12 kind=processor id=0x02 state=off\n"
                          "host=10 kind=processor id=0x20 state=unknown\n"
                          "host=10 kind=processor id=0x21 state=unknown\n");
    /* ... to the firmware itself: no host can get it any more */
    g_assert_true(proc_handover(&a, PROC0, 0));
    g_assert_false(sci_proc_request(&a, PROC0));
    g_assert_false(sci_proc_request(&b, PROC0));

    /*
     * Ownership survives power cycles of the module, not a reset of the
     * machine.
     */
    g_assert_true(sci_set_device(&a, DEV_CORE1, SCI_DEV_ON, 0));
    g_assert_true(sci_set_device(&a, DEV_CORE1, SCI_DEV_OFF, 0));
    g_assert_true(sci_proc_status(&a, PROC1).ack);
    qtest_system_reset(qts);
    g_assert_false(sci_proc_status(&a, PROC1).ack);
    g_assert_true(sci_proc_request(&b, PROC0));

    /* Owned since boot; no such processor; without boot registers */
    g_assert_false(sci_proc_request(&a, PROC_A53));
    g_assert_false(sci_proc_request(&a, 0x00));
    g_assert_false(sci_proc_request(&a, 0xff));
    g_assert_true(sci_proc_request(&a, PROC_M4F));
    g_assert_false(sci_proc_set_config(&a, 0x55, 0, 0, 0));
    g_assert_false(sci_proc_status(&a, 0x55).ack);
    qtest_quit(qts);
}

static void test_config(void)
{
    static const struct {
        uint8_t proc;
        uint32_t set;
        uint32_t clear;
        bool ack;
        uint32_t config;
    } steps[] = {
        { PROC0, 0, 0, true, CFG_AT_RESET },
        { PROC0, CFG_ATCM_EN, CFG_BTCM_EN, true,
          CFG_ATCM_EN | CFG_TCM_RSTBASE },
        { PROC0, CFG_TEINIT | CFG_NMFI_EN, CFG_ATCM_EN | CFG_TCM_RSTBASE, true,
          CFG_TEINIT | CFG_NMFI_EN },
        { PROC0, 0x3 | CFG_MEM_INIT_DIS, CFG_TEINIT | CFG_NMFI_EN, true,
          0x3 | CFG_MEM_INIT_DIS },
        { PROC0, CFG_SINGLE_CORE, 0x3 | CFG_MEM_INIT_DIS, true,
          CFG_SINGLE_CORE },
        /* set has priority over clear */
        { PROC0, CFG_ATCM_EN, CFG_ATCM_EN | CFG_SINGLE_CORE, true,
          CFG_ATCM_EN },
        /* eFuses forbid lockstep: it cannot even be cleared */
        { PROC0, CFG_LOCKSTEP, 0, false, CFG_ATCM_EN },
        { PROC0, 0, CFG_LOCKSTEP, false, CFG_ATCM_EN },
        { PROC0, CFG_BTCM_EN | CFG_LOCKSTEP, 0, false, CFG_ATCM_EN },
        /* These flags do not exist */
        { PROC0, 0x00000004, 0, false, CFG_ATCM_EN },
        { PROC0, 0, 0x00010000, false, CFG_ATCM_EN },
        { PROC0, 0x80000000, 0, false, CFG_ATCM_EN },
        /* This one is no part of the configuration */
        { PROC0, 0, CFG_IGN_BOOTVECTOR, true, CFG_ATCM_EN },

        { PROC1, 0, 0, true, CFG_AT_RESET },
        { PROC1, CFG_ATCM_EN, CFG_TCM_RSTBASE, true,
          CFG_ATCM_EN | CFG_BTCM_EN },
        /* Core 0 only */
        { PROC1, CFG_TEINIT, 0, false, CFG_ATCM_EN | CFG_BTCM_EN },
        { PROC1, 0, CFG_TEINIT, false, CFG_ATCM_EN | CFG_BTCM_EN },
        { PROC1, CFG_SINGLE_CORE, 0, false, CFG_ATCM_EN | CFG_BTCM_EN },
        { PROC1, CFG_LOCKSTEP, 0, false, CFG_ATCM_EN | CFG_BTCM_EN },
        { PROC1, 0, CFG_LOCKSTEP, false, CFG_ATCM_EN | CFG_BTCM_EN },
        { PROC1, CFG_NMFI_EN, CFG_ATCM_EN | CFG_BTCM_EN, true, CFG_NMFI_EN },
    };
    QTestState *qts = start();
    SciHost a = sci_linux(qts);

    g_assert_true(sci_proc_request(&a, PROC0));
    g_assert_true(sci_proc_request(&a, PROC1));
    for (size_t i = 0; i < ARRAY_SIZE(steps); i++) {
        SciProcStatus p;
        bool ack = sci_proc_set_config(&a, steps[i].proc, 0, steps[i].set,
                                       steps[i].clear);

        g_assert_cmpint(ack, ==, steps[i].ack);
        p = sci_proc_status(&a, steps[i].proc);
        g_assert_true(p.ack);
        g_assert_cmphex(p.proc, ==, steps[i].proc);
        g_assert_cmphex(p.config, ==, steps[i].config);
    }
    qtest_quit(qts);
}

static void test_boot_vector(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);

    g_assert_true(sci_proc_request(&a, PROC0));
    g_assert_cmphex(sci_proc_status(&a, PROC0).vector, ==, 0);
    g_assert_true(sci_proc_set_config(&a, PROC0, 0x701234567880, 0, 0));
    g_assert_cmphex(sci_proc_status(&a, PROC0).vector, ==, 0x701234567880);
    g_assert_true(sci_proc_set_config(&a, PROC0, 0xa0000080, 0, 0));
    g_assert_cmphex(sci_proc_status(&a, PROC0).vector, ==, 0xa0000080);
    /* Bits that the registers do not have */
    g_assert_true(sci_proc_set_config(&a, PROC0, 0xffff7000123456ff, 0, 0));
    g_assert_cmphex(sci_proc_status(&a, PROC0).vector, ==, 0x700012345680);
    /* Kept only on request */
    g_assert_true(sci_proc_set_config(&a, PROC0, 0x1000, CFG_IGN_BOOTVECTOR,
                                      0));
    g_assert_cmphex(sci_proc_status(&a, PROC0).vector, ==, 0x700012345680);
    g_assert_cmphex(sci_proc_status(&a, PROC0).config, ==, CFG_AT_RESET);
    g_assert_true(sci_proc_set_config(&a, PROC0, 0, 0, 0));
    g_assert_cmphex(sci_proc_status(&a, PROC0).vector, ==, 0);
    /* A request that is refused does not change it */
    g_assert_false(sci_proc_set_config(&a, PROC0, 0x1000, 0x4, 0));
    g_assert_cmphex(sci_proc_status(&a, PROC0).vector, ==, 0);
    qtest_quit(qts);
}

/* What Linux does to a core of a split cluster, step by step */
static void test_life(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);
    SciProcStatus p;

    g_assert_true(sci_proc_request(&a, PROC0));
    p = sci_proc_status(&a, PROC0);
    g_assert_cmphex(p.control, ==, CTRL_HALT);
    g_assert_cmphex(p.status, ==, 0);
    assert_state(qts, CORE0, "off");

    /* configure, prepare */
    g_assert_true(sci_proc_set_control(&a, PROC0, CTRL_HALT, 0));
    g_assert_true(sci_proc_set_config(&a, PROC0, 0, CFG_ATCM_EN, 0));
    g_assert_true(sci_set_resets(&a, DEV_CORE0, 1));
    g_assert_true(sci_set_device(&a, DEV_CORE0, SCI_DEV_ON, 0));
    assert_state(qts, CORE0, "reset");
    g_assert_true(sci_set_resets(&a, DEV_CORE0, 0));
    assert_state(qts, CORE0, "halted");

    /* start */
    g_assert_true(sci_proc_set_config(&a, PROC0, 0x100, 0, 0));
    assert_state(qts, CORE0, "halted");
    g_assert_true(sci_proc_set_control(&a, PROC0, 0, CTRL_HALT));
    assert_state(qts, CORE0, "running");
    g_assert_cmphex(sci_proc_status(&a, PROC0).control, ==, 0);
    assert_state(qts, CORE1, "off");

    /* stop: HALT is accepted, but only reset stops the core */
    g_assert_true(sci_proc_set_control(&a, PROC0, CTRL_HALT, 0));
    assert_state(qts, CORE0, "running");
    g_assert_cmphex(sci_proc_status(&a, PROC0).control, ==, CTRL_HALT);
    g_assert_true(sci_set_resets(&a, DEV_CORE0, 1));
    assert_state(qts, CORE0, "reset");
    /* out of reset, it waits until HALT is cleared */
    g_assert_true(sci_set_resets(&a, DEV_CORE0, 0));
    assert_state(qts, CORE0, "halted");
    g_assert_true(sci_proc_set_control(&a, PROC0, 0, CTRL_HALT));
    assert_state(qts, CORE0, "running");

    /* unprepare: power alone stops it as well, and HALT is off: restart */
    g_assert_true(sci_set_device(&a, DEV_CORE0, SCI_DEV_OFF, 0));
    assert_state(qts, CORE0, "off");
    g_assert_cmphex(sci_proc_status(&a, PROC0).config, ==,
                    CFG_AT_RESET | CFG_ATCM_EN);
    g_assert_cmphex(sci_proc_status(&a, PROC0).vector, ==, 0x100);
    g_assert_true(sci_set_device(&a, DEV_CORE0, SCI_DEV_ON, 0));
    assert_state(qts, CORE0, "running");
    g_assert_cmpuint(sci_get_device(&a, DEV_CORE0).losses, ==, 1);

    /* These control flags do not exist */
    g_assert_false(sci_proc_set_control(&a, PROC0, 0x2, 0));
    g_assert_false(sci_proc_set_control(&a, PROC0, 0, 0x80000000));
    g_assert_false(sci_proc_set_control(&a, PROC0, CTRL_HALT | 0x4, 0));
    g_assert_cmphex(sci_proc_status(&a, PROC0).control, ==, 0);

    /* A machine reset restores the power-on state */
    qtest_system_reset(qts);
    assert_state(qts, CORE0, "off");
    g_assert_true(sci_proc_request(&a, PROC0));
    p = sci_proc_status(&a, PROC0);
    g_assert_cmphex(p.vector, ==, 0);
    g_assert_cmphex(p.config, ==, CFG_AT_RESET);
    g_assert_cmphex(p.control, ==, CTRL_HALT);
    g_assert_cmphex(p.status, ==, 0);
    qtest_quit(qts);
}

static void start_core0(SciHost *h)
{
    g_assert_true(sci_proc_request(h, PROC0));
    g_assert_true(sci_set_device(h, DEV_CORE0, SCI_DEV_ON, 0));
    g_assert_true(sci_proc_set_control(h, PROC0, 0, CTRL_HALT));
    assert_state(h->qts, CORE0, "running");
}

static void test_halt_policy(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);
    QDict *reply;

    sci_assert_qom_string(qts, TI_SCI_PATH, "halt-policy", "ack-keep-running");

    /* Refused while the core runs, but not before it has started */
    sci_qom_set_string(qts, TI_SCI_PATH, "halt-policy", "nack-unless-wfi");
    g_assert_true(sci_proc_request(&a, PROC0));
    g_assert_true(sci_proc_set_control(&a, PROC0, CTRL_HALT, 0));
    start_core0(&a);
    g_assert_false(sci_proc_set_control(&a, PROC0, CTRL_HALT, 0));
    g_assert_cmphex(sci_proc_status(&a, PROC0).control, ==, 0);
    assert_state(qts, CORE0, "running");
    g_assert_true(sci_proc_set_control(&a, PROC0, 0, CTRL_HALT));

    /* The core is frozen; clearing HALT resumes it with any policy */
    sci_qom_set_string(qts, TI_SCI_PATH, "halt-policy", "ack-freeze");
    g_assert_true(sci_proc_set_control(&a, PROC0, CTRL_HALT, 0));
    assert_state(qts, CORE0, "frozen");
    g_assert_cmphex(sci_proc_status(&a, PROC0).status, ==, 0);
    sci_qom_set_string(qts, TI_SCI_PATH, "halt-policy", "ack-keep-running");
    g_assert_true(sci_proc_set_control(&a, PROC0, 0, CTRL_HALT));
    assert_state(qts, CORE0, "running");

    /* Reset ends a freeze. */
    sci_qom_set_string(qts, TI_SCI_PATH, "halt-policy", "ack-freeze");
    g_assert_true(sci_proc_set_control(&a, PROC0, CTRL_HALT, 0));
    assert_state(qts, CORE0, "frozen");
    g_assert_true(sci_set_resets(&a, DEV_CORE0, 1));
    assert_state(qts, CORE0, "reset");
    g_assert_true(sci_proc_set_control(&a, PROC0, 0, CTRL_HALT));
    g_assert_true(sci_set_resets(&a, DEV_CORE0, 0));
    assert_state(qts, CORE0, "running");
    g_assert_true(sci_proc_set_control(&a, PROC0, CTRL_HALT, 0));
    g_assert_true(sci_set_device(&a, DEV_CORE0, SCI_DEV_OFF, 0));
    assert_state(qts, CORE0, "off");

    reply = qtest_qmp(qts, "{'execute': 'qom-set', 'arguments': "
                      "{'path': %s, 'property': 'halt-policy', "
                      "'value': 'whatever'}}", TI_SCI_PATH);
    g_assert_true(qdict_haskey(reply, "error"));
    qobject_unref(reply);
    qtest_quit(qts);

    qts = qtest_init(K3_MACHINE K3_BARE " "
                     "-global ti-sci.halt-policy=ack-freeze");
    sci_assert_qom_string(qts, TI_SCI_PATH, "halt-policy", "ack-freeze");
    qtest_quit(qts);
}

/* A core that is not in WFI is neither switched off nor reset. */
static void test_stop_policy(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);

    sci_assert_qom_string(qts, TI_SCI_PATH, "stop-policy", "ack");
    sci_qom_set_string(qts, TI_SCI_PATH, "stop-policy", "nack-unless-wfi");
    g_assert_true(sci_proc_request(&a, PROC0));
    start_core0(&a);
    g_assert_false(sci_set_resets(&a, DEV_CORE0, 1));
    g_assert_false(sci_set_device(&a, DEV_CORE0, SCI_DEV_OFF, 0));
    g_assert_false(sci_set_device(&a, DEV_CORE0, SCI_DEV_RETENTION, 0));
    assert_state(qts, CORE0, "running");
    g_assert_cmpuint(sci_get_device(&a, DEV_CORE0).resets, ==, 0);
    g_assert_cmpuint(sci_get_device(&a, DEV_CORE0).current, ==, 1);
    /* Requests that stop no core are carried out */
    g_assert_true(sci_set_resets(&a, DEV_CORE0, 0));
    g_assert_true(sci_set_device(&a, DEV_CORE0, SCI_DEV_ON, 0));

    sci_qom_set_string(qts, TI_SCI_PATH, "stop-policy", "ack");
    g_assert_true(sci_set_resets(&a, DEV_CORE0, 1));
    assert_state(qts, CORE0, "reset");
    /* A core in reset may be switched off */
    sci_qom_set_string(qts, TI_SCI_PATH, "stop-policy", "nack-unless-wfi");
    g_assert_true(sci_set_device(&a, DEV_CORE0, SCI_DEV_OFF, 0));
    assert_state(qts, CORE0, "off");
    qtest_quit(qts);

    qts = qtest_init(K3_MACHINE K3_BARE " "
                     "-global ti-sci.stop-policy=nack-unless-wfi");
    sci_assert_qom_string(qts, TI_SCI_PATH, "stop-policy", "nack-unless-wfi");
    qtest_quit(qts);

    /* The device manager of AM62x is idle: in WFI */
    qts = qtest_init("-machine k3-virt,soc=am62x -nodefaults -display none "
                     "-global ti-sci.stop-policy=nack-unless-wfi");
    a = sci_linux(qts);
    g_assert_true(sci_set_resets(&a, 121, 1));
    assert_state(qts, CORE0, "reset");
    qtest_quit(qts);
}

/* Policies that were changed migrate and replace those of the new machine. */
static void test_policies_migrate(void)
{
    static const char args[] = "-machine k3-virt -nodefaults -display none "
                               "-global ti-sci.halt-policy=ack-keep-running "
                               "-global ti-sci.stop-policy=ack";
    QTestState *qts = qtest_init(args);
    SciHost a = sci_linux(qts);

    g_assert_true(sci_proc_request(&a, PROC0));
    start_core0(&a);
    sci_qom_set_string(qts, TI_SCI_PATH, "halt-policy", "nack-unless-wfi");
    sci_qom_set_string(qts, TI_SCI_PATH, "stop-policy", "nack-unless-wfi");

    qts = k3_migrate(qts, args, NULL);
    a.qts = qts;
    sci_assert_qom_string(qts, TI_SCI_PATH, "halt-policy", "nack-unless-wfi");
    sci_assert_qom_string(qts, TI_SCI_PATH, "stop-policy", "nack-unless-wfi");
    g_assert_false(sci_proc_set_control(&a, PROC0, CTRL_HALT, 0));
    g_assert_false(sci_set_resets(&a, DEV_CORE0, 1));
    assert_state(qts, CORE0, "running");

    /* A reset of the machine does not reset its settings */
    qtest_system_reset(qts);
    sci_assert_qom_string(qts, TI_SCI_PATH, "halt-policy", "nack-unless-wfi");
    sci_assert_qom_string(qts, TI_SCI_PATH, "stop-policy", "nack-unless-wfi");
    qtest_quit(qts);
}

/* In lockstep, core 1 does not execute, but its clock can be stopped. */
static void test_freeze_lockstep(void)
{
    static const char args[] = K3_MACHINE
        ",r5f-mode=lockstep,lockstep-permitted=on" K3_BARE;
    QTestState *qts = qtest_init(args);
    SciHost a = sci_linux(qts);

    sci_qom_set_string(qts, TI_SCI_PATH, "halt-policy", "ack-freeze");
    g_assert_true(sci_proc_request(&a, PROC0));
    g_assert_true(sci_proc_request(&a, PROC1));
    g_assert_true(sci_proc_set_config(&a, PROC0, 0, CFG_LOCKSTEP, 0));
    g_assert_true(sci_set_device(&a, DEV_CORE1, SCI_DEV_ON, 0));
    g_assert_true(sci_set_device(&a, DEV_CORE0, SCI_DEV_ON, 0));
    g_assert_true(sci_proc_set_control(&a, PROC1, 0, CTRL_HALT));
    g_assert_true(sci_proc_set_control(&a, PROC0, 0, CTRL_HALT));
    assert_state(qts, CORE1, "running");
    g_assert_true(sci_proc_set_control(&a, PROC1, CTRL_HALT, 0));
    assert_state(qts, CORE1, "frozen");
    qts = k3_migrate(qts, args, NULL);
    a.qts = qts;
    assert_state(qts, CORE0, "running");
    assert_state(qts, CORE1, "frozen");
    g_assert_true(sci_proc_set_control(&a, PROC1, 0, CTRL_HALT));
    assert_state(qts, CORE1, "running");
    qtest_quit(qts);
}

/* Stopping a core that is not in WFI hangs the bus and all other cores. */
static void test_bus_hang(void)
{
    static const char args[] = K3_MACHINE K3_BARE " "
                               "-global ti-sci.stop-policy=hang-unless-wfi";
    QTestState *qts = qtest_init(args);
    SciHost a = sci_linux(qts);

    g_assert_true(sci_proc_request(&a, PROC0));
    g_assert_true(sci_proc_request(&a, PROC1));
    start_core0(&a);
    g_assert_true(sci_set_device(&a, DEV_CORE1, SCI_DEV_ON, 0));
    g_assert_true(sci_proc_set_control(&a, PROC1, 0, CTRL_HALT));
    assert_state(qts, CORE1, "running");
    /* Requests that stop no core are harmless */
    g_assert_true(sci_set_resets(&a, DEV_CORE0, 0));
    g_assert_true(sci_set_device(&a, DEV_CORE0, SCI_DEV_ON, 0));
    g_assert_false(sci_bus_hung(qts));
    assert_state(qts, CORE1, "running");

    g_assert_true(sci_set_resets(&a, DEV_CORE0, 1));
    g_assert_true(sci_bus_hung(qts));
    assert_state(qts, CORE0, "reset");
    assert_state(qts, CORE1, "frozen");
    qts = k3_migrate(qts, args, NULL);
    g_assert_true(sci_bus_hung(qts));
    assert_state(qts, CORE1, "frozen");
    qtest_system_reset(qts);
    g_assert_false(sci_bus_hung(qts));
    assert_state(qts, CORE1, "off");

    /* Switching a core off has the same effect, unless it is in reset */
    a = sci_linux(qts);
    g_assert_true(sci_proc_request(&a, PROC0));
    start_core0(&a);
    g_assert_true(sci_set_device(&a, DEV_CORE0, SCI_DEV_OFF, 0));
    g_assert_true(sci_bus_hung(qts));
    qtest_system_reset(qts);
    g_assert_true(sci_set_device(&a, DEV_CORE0, SCI_DEV_ON, 0));
    g_assert_true(sci_set_resets(&a, DEV_CORE0, 1));
    g_assert_true(sci_set_device(&a, DEV_CORE0, SCI_DEV_OFF, 0));
    g_assert_false(sci_bus_hung(qts));
    qtest_quit(qts);

    /* The device manager of AM62x is idle: in WFI */
    qts = qtest_initf("%s -machine soc=am62x", args);
    a = sci_linux(qts);
    g_assert_true(sci_set_resets(&a, 121, 1));
    g_assert_false(sci_bus_hung(qts));
    qtest_quit(qts);
}

static void send_wait(SciHost *h, uint8_t proc, uint8_t checks, uint8_t matches,
                      uint8_t delay, uint8_t before, uint32_t all_set,
                      uint32_t any_set, uint32_t all_clear, uint32_t any_clear)
{
    sci_send(h, 0xc401, SCI_FLAG_AOP, "111114444", proc, checks, matches,
             delay, before, all_set, any_set, all_clear, any_clear);
    qtest_clock_step(h->qts, SCI_RESPONSE_DELAY_NS);
}

/* Expect the response at @us after the request was taken, not before. */
static void expect_after(SciHost *h, int64_t us, bool ack)
{
    SciResponse r;

    if (us) {
        qtest_clock_step(h->qts, us * SCALE_US - 1);
        g_assert_false(sci_receive(h, &r));
        qtest_clock_step(h->qts, 1);
    }
    g_assert_true(sci_receive(h, &r));
    g_assert_cmphex(r.flags, ==, ack ? SCI_RESP_ACK : 0);
    g_assert_cmphex(r.type, ==, 0xc401);
    g_assert_cmpuint(r.seq, ==, h->seq);
    qtest_clock_step(h->qts, SCI_RESPONSE_DELAY_NS);
}

static void test_wait_status(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);
    SciHost b = sci_r5(qts);
    SciResponse r;
    uint8_t seq;

    g_assert_true(sci_proc_request(&a, PROC0));

    /* True from the start: one check, or as many in a row as requested */
    send_wait(&a, PROC0, 1, 1, 10, 50, 0, 0, STAT_WFI, 0);
    expect_after(&a, 50, true);
    send_wait(&a, PROC0, 10, 4, 10, 50, 0, 0, 0, STAT_WFI | STAT_WFE);
    expect_after(&a, 50 + 3 * 10, true);
    /* An empty condition is true. */
    send_wait(&a, PROC0, 1, 1, 0, 0, 0, 0, 0, 0);
    expect_after(&a, 1, true);
    /* Never true */
    send_wait(&a, PROC0, 5, 1, 10, 50, STAT_WFI, 0, 0, 0);
    expect_after(&a, 50 + 4 * 10, false);
    send_wait(&a, PROC0, 255, 1, 255, 255, 0, STAT_WFI | STAT_WFE, 0, 0);
    expect_after(&a, 255 * 255, false);
    /* Fewer checks than matches */
    send_wait(&a, PROC0, 3, 4, 10, 0, 0, 0, STAT_WFI, 0);
    expect_after(&a, 1 + 2 * 10, false);
    /* No checks, or no matches */
    send_wait(&a, PROC0, 0, 1, 10, 10, 0, 0, 0, 0);
    expect_after(&a, 0, false);
    send_wait(&a, PROC0, 1, 0, 10, 10, 0, 0, 0, 0);
    expect_after(&a, 0, false);

    /*
     * Meanwhile, the next request of this host waits; those of others do not.
     */
    send_wait(&a, PROC0, 10, 1, 100, 0, STAT_WFI, 0, 0, 0);
    seq = a.seq;
    sci_send(&a, 0x0002, SCI_FLAG_AOP, "");
    g_assert_true(sci_call(&b, 0x0002, NULL, ""));
    g_assert_false(sci_receive(&a, &r));
    qtest_clock_step(qts, 2 * SCALE_MS);
    g_assert_true(sci_receive(&a, &r));
    g_assert_cmpuint(r.seq, ==, seq);
    g_assert_cmphex(r.flags, ==, 0);
    g_assert_true(sci_receive(&a, &r));
    g_assert_cmpuint(r.seq, ==, (uint8_t)(seq + 1));
    g_assert_cmphex(r.flags, ==, SCI_RESP_ACK);

    /* A reset ends it. */
    send_wait(&a, PROC0, 10, 1, 100, 0, STAT_WFI, 0, 0, 0);
    qtest_system_reset(qts);
    qtest_clock_step(qts, 10 * SCALE_MS);
    g_assert_false(sci_receive(&a, &r));
    g_assert_true(sci_proc_request(&a, PROC0));
    qtest_quit(qts);
}

/* The reset value of the configuration of a core */
static void test_config_at_reset(void)
{
    static const struct {
        const char *option;
        uint32_t config;
    } cores[] = {
        { "", CFG_AT_RESET },
        { "-global ti-k3-r5f-core.config-at-reset=-1", CFG_AT_RESET },
        { "-global ti-k3-r5f-core.config-at-reset=0", 0 },
        { "-global ti-k3-r5f-core.config-at-reset=0x2000", CFG_ATCM_EN },
    };

    for (size_t i = 0; i < ARRAY_SIZE(cores); i++) {
        QTestState *qts = qtest_initf("-machine k3-virt -nodefaults "
                                      "-display none %s", cores[i].option);
        SciHost a = sci_linux(qts);

        for (int again = 0; again < 2; again++) {
            g_assert_true(sci_proc_request(&a, PROC0));
            g_assert_cmphex(sci_own_proc_status(&a, PROC0).config, ==,
                            cores[i].config);
            g_assert_cmphex(qtest_readl(qts, SEC_MMR + 0x100) & 0x880, ==,
                            cores[i].config == CFG_AT_RESET ? 0x880 : 0);
            g_assert_true(sci_proc_set_config(&a, PROC0, 0, CFG_NMFI_EN, 0));
            qtest_system_reset(qts);
        }
        qtest_quit(qts);
    }
}

static void test_sec_mmr(void)
{
    static const struct {
        uint32_t offset;
        uint32_t reset;
        uint32_t writable;
    } regs[] = {
        { 0x020, 0x0002ff10, 0x00000000 },      /* two R5F */
        { 0x040, 0x00000000, 0x00000032 },      /* no lockstep: bit 0 RO */
        { 0x080, 0x00000000, 0x00000000 },
        { 0x090, 0x00000000, 0x00000000 },
        { 0x100, 0x00000880, 0x00008888 },
        { 0x110, 0x00000000, 0xffffff80 },
        { 0x114, 0x00000000, 0x0000ffff },
        { 0x120, 0x00000001, 0x00000001 },
        { 0x130, 0x00000000, 0x00000000 },
        { 0x180, 0x00000880, 0x00008888 },
        { 0x190, 0x00000000, 0xffffff80 },
        { 0x194, 0x00000000, 0x0000ffff },
        { 0x1a0, 0x00000001, 0x00000001 },
        { 0x1b0, 0x00000000, 0x00000000 },
        /* no register */
        { 0x000, 0x00000000, 0x00000000 },
        { 0x118, 0x00000000, 0x00000000 },
        { 0x200, 0x00000000, 0x00000000 },
        { 0xffc, 0x00000000, 0x00000000 },
    };
    QTestState *qts = start();

    for (int n = 0; n < 2; n++) {
        uint64_t base = SEC_MMR + n * 0x1000;

        for (size_t i = 0; i < ARRAY_SIZE(regs); i++) {
            g_assert_cmphex(qtest_readl(qts, base + regs[i].offset), ==,
                            regs[i].reset);
        }
        for (size_t i = 0; i < ARRAY_SIZE(regs); i++) {
            uint64_t addr = base + regs[i].offset;
            uint32_t fixed = regs[i].reset & ~regs[i].writable;

            qtest_writel(qts, addr, 0xffffffff);
            g_assert_cmphex(qtest_readl(qts, addr), ==,
                            fixed | regs[i].writable);
            qtest_writel(qts, addr, 0);
            g_assert_cmphex(qtest_readl(qts, addr), ==, fixed);
            for (int bit = 0; bit < 32; bit++) {
                qtest_writel(qts, addr, 1u << bit);
                g_assert_cmphex(qtest_readl(qts, addr), ==,
                                fixed | (regs[i].writable & (1u << bit)));
            }
            qtest_writel(qts, addr, regs[i].reset);
            g_assert_cmphex(qtest_readl(qts, addr), ==, regs[i].reset);
        }
    }

    /* Only 32-bit accesses reach a register */
    qtest_writeb(qts, SEC_MMR + 0x101, 0x80);
    qtest_writew(qts, SEC_MMR + 0x110, 0xff80);
    g_assert_cmphex(qtest_readl(qts, SEC_MMR + 0x100), ==, 0x880);
    g_assert_cmphex(qtest_readl(qts, SEC_MMR + 0x110), ==, 0);

    qtest_writel(qts, SEC_MMR + 0x100, 0x8888);
    qtest_system_reset(qts);
    g_assert_cmphex(qtest_readl(qts, SEC_MMR + 0x100), ==, 0x880);
    qtest_quit(qts);
}

/* Registers and messages are two views of the same thing. */
static void test_sec_mmr_alias(void)
{
    QTestState *qts = start();
    SciHost a = sci_linux(qts);

    g_assert_true(sci_proc_request(&a, PROC0));
    g_assert_true(sci_proc_request(&a, PROC1));

    qtest_writel(qts, SEC_MMR + 0x040, 0x32);   /* the cluster's */
    qtest_writel(qts, SEC_MMR + 0x100, 0x8008); /* core 0: NMFI, ATCM */
    qtest_writel(qts, SEC_MMR + 0x110, 0x12345680);
    qtest_writel(qts, SEC_MMR + 0x114, 0x7001);
    g_assert_cmphex(sci_proc_status(&a, PROC0).config, ==,
                    CFG_TEINIT | CFG_MEM_INIT_DIS | CFG_SINGLE_CORE |
                    CFG_NMFI_EN | CFG_ATCM_EN);
    g_assert_cmphex(sci_proc_status(&a, PROC0).vector, ==, 0x700112345680);
    /* MEM_INIT_DIS is one bit for both cores. */
    g_assert_cmphex(sci_proc_status(&a, PROC1).config, ==,
                    CFG_MEM_INIT_DIS | CFG_AT_RESET);
    g_assert_cmphex(sci_proc_status(&a, PROC1).vector, ==, 0);

    g_assert_true(sci_proc_set_config(&a, PROC1, 0x80, CFG_ATCM_EN,
                                      CFG_BTCM_EN));
    g_assert_cmphex(qtest_readl(qts, SEC_MMR + 0x180), ==, 0x808);
    g_assert_cmphex(qtest_readl(qts, SEC_MMR + 0x190), ==, 0x80);

    /* A core that is started by register writes only */
    g_assert_true(sci_set_device(&a, DEV_CORE0, SCI_DEV_ON, 0));
    assert_state(qts, CORE0, "halted");
    qtest_writel(qts, SEC_MMR + 0x120, 0);
    assert_state(qts, CORE0, "running");
    g_assert_cmphex(sci_proc_status(&a, PROC0).control, ==, 0);
    /* The firmware has policies; the hardware has none. */
    sci_qom_set_string(qts, TI_SCI_PATH, "halt-policy", "ack-freeze");
    qtest_writel(qts, SEC_MMR + 0x120, 1);
    assert_state(qts, CORE0, "running");
    qtest_quit(qts);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);

    qtest_add_func("/k3/proc/ownership", test_ownership);
    qtest_add_func("/k3/proc/config", test_config);
    qtest_add_func("/k3/proc/boot-vector", test_boot_vector);
    qtest_add_func("/k3/proc/life", test_life);
    qtest_add_func("/k3/proc/halt-policy", test_halt_policy);
    qtest_add_func("/k3/proc/freeze-lockstep", test_freeze_lockstep);
    qtest_add_func("/k3/proc/stop-policy", test_stop_policy);
    qtest_add_func("/k3/proc/policies-migrate", test_policies_migrate);
    qtest_add_func("/k3/proc/bus-hang", test_bus_hang);
    qtest_add_func("/k3/proc/wait-status", test_wait_status);
    qtest_add_func("/k3/proc/config-at-reset", test_config_at_reset);
    qtest_add_func("/k3/proc/sec-mmr", test_sec_mmr);
    qtest_add_func("/k3/proc/sec-mmr-alias", test_sec_mmr_alias);

    return g_test_run();
}
