/*
 * Start and stop the R5F cores of an AM64x as Linux does
 *
 * SPDX-License-Identifier: GPL-2.0-or-later
 */
#ifndef TESTS_QTEST_K3_R5F_UTILS_H
#define TESTS_QTEST_K3_R5F_UTILS_H

#include "k3-test-utils.h"
#include "k3-ti-sci-utils.h"

#define R5F_NUM_CORES           4
#define R5F_TCM_SIZE            0x8000u
#define R5F_TCM_HIGH            0x41010000u
#define R5F_VIM                 0x2fff0000u
#define R5F_RAT                 0x2ffe0000u

#define CFG_TEINIT              0x00000200
#define CFG_TCM_RSTBASE         0x00000800
#define CFG_BTCM_EN             0x00001000
#define CFG_ATCM_EN             0x00002000
#define CFG_MEM_INIT_DIS        0x00004000
#define CFG_SINGLE_CORE         0x00008000
#define CFG_IGN_BOOTVECTOR      0x10000000

typedef struct R5FCore {
    const char *path;
    uint64_t atcm;
    uint64_t btcm;
    uint32_t dev;
    uint8_t proc;
    uint32_t mpidr;
} R5FCore;

static const R5FCore r5f[R5F_NUM_CORES] = {
    { "/machine/k3/r5fss[0]/core[0]", 0x78000000, 0x78100000, 121, 0x01,
      0x80000000 },
    { "/machine/k3/r5fss[0]/core[1]", 0x78200000, 0x78300000, 122, 0x02,
      0x80000001 },
    { "/machine/k3/r5fss[1]/core[0]", 0x78400000, 0x78500000, 123, 0x06,
      0x80000100 },
    { "/machine/k3/r5fss[1]/core[1]", 0x78600000, 0x78700000, 124, 0x07,
      0x80000101 },
};

/* Each of these functions fails the test if the firmware refuses. */
static inline void r5f_request(SciHost *h, int n)
{
    g_assert_true(sci_proc_request(h, r5f[n].proc));
}

static inline void r5f_config(SciHost *h, int n, uint64_t vector, uint32_t set,
                              uint32_t clear)
{
    g_assert_true(sci_proc_set_config(h, r5f[n].proc, vector, set, clear));
}

static inline void r5f_halt(SciHost *h, int n, bool halt)
{
    g_assert_true(sci_proc_set_control(h, r5f[n].proc, halt ? CTRL_HALT : 0,
                                       halt ? 0 : CTRL_HALT));
}

static inline void r5f_power(SciHost *h, int n, bool on)
{
    g_assert_true(sci_set_device(h, r5f[n].dev, on ? SCI_DEV_ON : SCI_DEV_OFF,
                                 0));
}

static inline void r5f_lreset(SciHost *h, int n, bool asserted)
{
    g_assert_true(sci_set_resets(h, r5f[n].dev, asserted));
}

/* Power on, in reset, memories accessible: ready to load firmware */
static inline void r5f_prepare(SciHost *h, int n, uint32_t set, uint32_t clear)
{
    r5f_request(h, n);
    r5f_halt(h, n, true);
    r5f_config(h, n, 0, set, clear);
    r5f_lreset(h, n, true);
    r5f_power(h, n, true);
}

static inline void r5f_start(SciHost *h, int n, uint64_t vector)
{
    r5f_config(h, n, vector, 0, 0);
    r5f_lreset(h, n, false);
    r5f_halt(h, n, false);
}

static inline void r5f_stop(SciHost *h, int n)
{
    r5f_halt(h, n, true);
    r5f_lreset(h, n, true);
    r5f_power(h, n, false);
}

static inline void r5f_assert_state(QTestState *qts, int n, const char *state)
{
    sci_assert_qom_string(qts, r5f[n].path, "state", state);
}

#endif
